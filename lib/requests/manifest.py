metadata(version="0.10.0", description="HTTP client in the manner of CPython's requests")
package("requests")
