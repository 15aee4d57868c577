"""What the API takes and answers about saved searches, for its description."""

from marshmallow import fields, validate

from archive.services.saved import MAX_NAME
from schemas.api import MAX_PAGE, MAX_PAGE_SIZE, SearchSchema, StrictSchema

MOST_TYPED = 10 * MAX_NAME
"""Characters of a name as it is sent; spaces are made one before it is measured."""


def _name() -> fields.String:
    return fields.String(required=True, validate=validate.Length(1, MOST_TYPED))


class SavedSearchRequestSchema(SearchSchema):
    """A question to be kept under a name, with how its matches are to be shown."""

    class Meta(SearchSchema.Meta):
        """A saved search begins with its first page."""

        exclude = ("page",)

    name = _name()


class NewNameSchema(StrictSchema):
    """Another name."""

    name = _name()


class SavedPageSchema(StrictSchema):
    """Which page of the matches; `page_size` as it was kept, unless another is wanted."""

    page = fields.Integer(load_default=1, validate=validate.Range(1, MAX_PAGE))
    page_size = fields.Integer(load_default=None, validate=validate.Range(1, MAX_PAGE_SIZE))


class SavedSearchSchema(StrictSchema):
    """A saved search. `search`: its number, the custody entry that keeps it."""

    search = fields.Integer(required=True)
    name = fields.String(required=True)
    saved_at = fields.String(required=True)
    question = fields.Dict(required=True)


class SavedSearchesSchema(StrictSchema):
    """The agent's own saved searches."""

    searches = fields.List(fields.Nested(SavedSearchSchema), required=True)


class AlertSchema(StrictSchema):
    """What is new for one saved search. `whole`: false if it has too many matches to look at all of them."""

    search = fields.Integer(required=True)
    new = fields.Integer(required=True)
    total = fields.Integer(required=True)
    whole = fields.Boolean(required=True)


class AlertsSchema(StrictSchema):
    """The digest. `behind`: items the index does not know yet, of which a later digest tells."""

    behind = fields.Integer(required=True)
    alerts = fields.List(fields.Nested(AlertSchema), required=True)
