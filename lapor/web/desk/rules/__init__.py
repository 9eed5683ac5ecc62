"""The governing pages, `/desk/aturan/…`: one book of rules each, all with the same three steps."""
