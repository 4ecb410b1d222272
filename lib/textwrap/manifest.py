metadata(version="3.4.2", description="wraps and indents paragraphs")
module("textwrap.py")
