"""Load every table of the installed package with the network off; run it with the environment's ``python -I``.

Usage: load_offline.py [VERSION [FINGERPRINT]]: what the installed package must be.
"""

import socket
import sys


def refuse(event, arguments):
    if event.startswith("socket.") and event != "socket.gethostname":
        raise RuntimeError(f"network used: {event} {arguments}")


sys.addaudithook(refuse)
try:
    socket.create_connection(("127.0.0.1", 9))
except RuntimeError:
    pass
else:
    sys.exit("the network is not off")

import sco_data  # noqa: E402

found = [sco_data.__version__, sco_data.fingerprint()]
print("sco-data", *found)
for expected, value in zip(sys.argv[1:], found, strict=False):
    if expected != value:
        sys.exit(f"expected {expected}, found {value}")
for name in sco_data.tables():
    frame = sco_data.load(name)
    if len(frame) != len(sco_data.load(name, as_="records")):
        sys.exit(f"{name}: the frame has {len(frame)} rows, the records have another number")
    print(f"{name}: {len(frame)} rows, {len(frame.columns)} columns")
