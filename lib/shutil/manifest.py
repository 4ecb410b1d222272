metadata(version="0.0.5", description="copies and removes files and folders")
module("shutil.py")
