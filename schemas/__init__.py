"""Wire formats at the edge of the archive: EDTF dates, vocabularies, marshmallow schemas."""
