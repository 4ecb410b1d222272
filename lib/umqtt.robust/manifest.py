metadata(version="1.0.2", description="MQTT client that connects again by itself")
require("umqtt.simple")
package("umqtt", files=("robust.py",))
