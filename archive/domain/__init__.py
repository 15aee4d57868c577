"""Values and rules of the archive: nothing here opens a file or a socket."""
