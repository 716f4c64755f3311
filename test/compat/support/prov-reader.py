"""Reads PROV-JSON from standard input with the prov package; prints how many records of each kind it understood."""

import json
import sys
from collections import Counter

from prov.model import ProvDocument

document = ProvDocument.deserialize(content=sys.stdin.read(), format="json")
kinds = Counter(record.get_type().localpart for record in document.get_records())
again = ProvDocument.deserialize(content=document.serialize(format="json"), format="json")
print(json.dumps({"kinds": kinds, "same": again == document}))
