metadata(version="0.5.3", description="URLs and their parts")
package("urllib", files=("parse.py",))
