"""View-models of the referrer's pages: what a template shows, made ready in Python."""
