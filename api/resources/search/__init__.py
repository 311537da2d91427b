"""Finding a CI from anything pasted."""
