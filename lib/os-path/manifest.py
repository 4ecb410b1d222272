metadata(version="0.2.0", description="os.path, os.makedirs, os.walk")
package("os")
