metadata(version="0.3.1", description="collections.defaultdict")
package("collections")
