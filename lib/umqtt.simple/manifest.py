metadata(version="1.6.0", description="small MQTT client")
package("umqtt", files=("simple.py",))
