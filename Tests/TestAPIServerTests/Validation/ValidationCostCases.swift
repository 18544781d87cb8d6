/// Schemas with rules that are cheap or too dear, and what a kube-apiserver 1.36 says of them; none: it
/// takes the CRD.
let costCases = #"""
    ## cost list all unbounded
    schema {"properties":{"spec":{"properties":{"a":{"items":{"type":"string"},"type":"array",\
    | "x-kubernetes-validations":[{"rule":"self.all(x, x != \"\")"}]}},"type":"object"}},\
    | "type":"object"}

    ## cost list contains unbounded
    schema {"properties":{"spec":{"properties":{"a":{"items":{"type":"string"},"type":"array",\
    | "x-kubernetes-validations":[{"rule":"self.all(x, x.contains(\"abc\"))"}]}},"type":"object"}},\
    | "type":"object"}
    - spec.validation.openAPIV3Schema.properties[spec].properties[a].x-kubernetes-validations[0].rule:\
    |  Forbidden: estimated rule cost exceeds budget by factor of more than 100x (try simplifying the\
    |  rule, or adding maxItems, maxProperties, and maxLength where arrays, maps, and strings are\
    |  declared)
    - spec.validation.openAPIV3Schema.properties[spec].properties[a].x-kubernetes-validations[0].rule:\
    |  Forbidden: contributed to estimated rule cost total exceeding cost limit for entire OpenAPIv3\
    |  schema
    - spec.validation.openAPIV3Schema: Forbidden: x-kubernetes-validations estimated rule cost total\
    |  for entire OpenAPIv3 schema exceeds budget by factor of more than 100x (try simplifying the\
    |  rule, or adding maxItems, maxProperties, and maxLength where arrays, maps, and strings are\
    |  declared)

    ## cost nested all
    schema {"properties":{"spec":{"properties":{"a":{"items":{"type":"string"},"type":"array",\
    | "x-kubernetes-validations":[{"rule":"self.all(x, self.exists(y, y == x))"}]}},"type":"object"}},\
    | "type":"object"}
    - spec.validation.openAPIV3Schema.properties[spec].properties[a].x-kubernetes-validations[0].rule:\
    |  Forbidden: estimated rule cost exceeds budget by factor of more than 100x (try simplifying the\
    |  rule, or adding maxItems, maxProperties, and maxLength where arrays, maps, and strings are\
    |  declared)
    - spec.validation.openAPIV3Schema.properties[spec].properties[a].x-kubernetes-validations[0].rule:\
    |  Forbidden: contributed to estimated rule cost total exceeding cost limit for entire OpenAPIv3\
    |  schema
    - spec.validation.openAPIV3Schema: Forbidden: x-kubernetes-validations estimated rule cost total\
    |  for entire OpenAPIv3 schema exceeds budget by factor of more than 100x (try simplifying the\
    |  rule, or adding maxItems, maxProperties, and maxLength where arrays, maps, and strings are\
    |  declared)

    ## cost nested bounded
    schema {"properties":{"spec":{"properties":{"a":{"items":{"maxLength":50,"type":"string"},\
    | "maxItems":50,"type":"array","x-kubernetes-validations":[{"rule":"self.all(x, self.exists(y, y ==\
    |  x))"}]}},"type":"object"}},"type":"object"}

    ## cost item rule unbounded
    schema {"properties":{"spec":{"properties":{"a":{"items":{"type":"string",\
    | "x-kubernetes-validations":[{"rule":"self.startsWith(\"a\")"}]},"type":"array"}},\
    | "type":"object"}},"type":"object"}

    ## cost item matches
    schema {"properties":{"spec":{"properties":{"a":{"items":{"maxLength":100,"type":"string",\
    | "x-kubernetes-validations":[{"rule":"self.matches(\"^[a-z]+$\")"}]},"type":"array"}},\
    | "type":"object"}},"type":"object"}
    - spec.validation.openAPIV3Schema.properties[spec].properties[a].items.x-kubernetes-validations[0].\
    | rule: Forbidden: estimated rule cost exceeds budget by factor of 8.7x (try simplifying the rule,\
    |  or adding maxItems, maxProperties, and maxLength where arrays, maps, and strings are declared)

    ## cost string matches unbounded
    schema {"properties":{"spec":{"properties":{"a":{"type":"string",\
    | "x-kubernetes-validations":[{"rule":"self.matches(\"^[a-z0-9]([-a-z0-9]*[a-z0-9])?$\")"}]}},\
    | "type":"object"}},"type":"object"}

    ## cost map
    schema {"properties":{"spec":{"properties":{"a":{"additionalProperties":{"type":"string"},\
    | "type":"object","x-kubernetes-validations":[{"rule":"self.all(k, self[k].size() < 5)"},\
    | {"rule":"self.all(k, k.matches(\"^a+$\"))"},{"rule":"self.all(k, k == self[k])"}]}},\
    | "type":"object"}},"type":"object"}

    ## cost map bounded
    schema {"properties":{"spec":{"properties":{"a":{"additionalProperties":{"maxLength":20,\
    | "type":"string"},"maxProperties":20,"type":"object","x-kubernetes-validations":[{"rule":"self.all\
    | (k, self[k].size() < 5)"},{"rule":"self.all(k, k.matches(\"^a+$\"))"},{"rule":"self.all(k, k ==\
    |  self[k])"}]}},"type":"object"}},"type":"object"}

    ## cost two strings
    schema {"properties":{"spec":{"properties":{"a":{"type":"string"},"b":{"type":"string"}},\
    | "type":"object","x-kubernetes-validations":[{"rule":"self.a == self.b"},\
    | {"rule":"self.a.contains(self.b)"},{"rule":"self.a + self.b == \"x\""}]}},"type":"object"}
    - spec.validation.openAPIV3Schema.properties[spec].x-kubernetes-validations[1].rule: Forbidden:\
    |  estimated rule cost exceeds budget by factor of more than 100x (try simplifying the rule, or\
    |  adding maxItems, maxProperties, and maxLength where arrays, maps, and strings are declared)
    - spec.validation.openAPIV3Schema.properties[spec].x-kubernetes-validations[1].rule: Forbidden:\
    |  contributed to estimated rule cost total exceeding cost limit for entire OpenAPIv3 schema
    - spec.validation.openAPIV3Schema: Forbidden: x-kubernetes-validations estimated rule cost total\
    |  for entire OpenAPIv3 schema exceeds budget by factor of more than 100x (try simplifying the\
    |  rule, or adding maxItems, maxProperties, and maxLength where arrays, maps, and strings are\
    |  declared)

    ## cost int list sum
    schema {"properties":{"spec":{"properties":{"a":{"items":{"type":"integer"},"type":"array",\
    | "x-kubernetes-validations":[{"rule":"self.sum() < 5"},{"rule":"self.isSorted()"},\
    | {"rule":"self.max() < 5"},{"rule":"self.filter(x, x > 1).size() < 3"},{"rule":"self.map(x,\
    |  x*2).all(y, y > 3)"}]}},"type":"object"}},"type":"object"}
    - spec.validation.openAPIV3Schema.properties[spec].properties[a].x-kubernetes-validations[3].rule:\
    |  Forbidden: estimated rule cost exceeds budget by factor of 2.4x (try simplifying the rule, or\
    |  adding maxItems, maxProperties, and maxLength where arrays, maps, and strings are declared)
    - spec.validation.openAPIV3Schema.properties[spec].properties[a].x-kubernetes-validations[4].rule:\
    |  Forbidden: estimated rule cost exceeds budget by factor of 3.0x (try simplifying the rule, or\
    |  adding maxItems, maxProperties, and maxLength where arrays, maps, and strings are declared)

    ## cost object list
    schema {"properties":{"spec":{"properties":{"a":{"items":{"properties":{"n":{"type":"string"},\
    | "v":{"type":"integer"}},"required":["n"],"type":"object"},"type":"array",\
    | "x-kubernetes-validations":[{"rule":"self.all(x, x.v > 1)"},{"rule":"self.all(x,\
    |  self.exists_one(y, y.n == x.n))"},{"rule":"self.map(x, x.n).isSorted()"}]}},"type":"object"}},\
    | "type":"object"}
    - spec.validation.openAPIV3Schema.properties[spec].properties[a].x-kubernetes-validations[1].rule:\
    |  Forbidden: estimated rule cost exceeds budget by factor of more than 100x (try simplifying the\
    |  rule, or adding maxItems, maxProperties, and maxLength where arrays, maps, and strings are\
    |  declared)
    - spec.validation.openAPIV3Schema.properties[spec].properties[a].x-kubernetes-validations[2].rule:\
    |  Forbidden: estimated rule cost exceeds budget by factor of more than 100x (try simplifying the\
    |  rule, or adding maxItems, maxProperties, and maxLength where arrays, maps, and strings are\
    |  declared)
    - spec.validation.openAPIV3Schema.properties[spec].properties[a].x-kubernetes-validations[2].rule:\
    |  Forbidden: contributed to estimated rule cost total exceeding cost limit for entire OpenAPIv3\
    |  schema
    - spec.validation.openAPIV3Schema.properties[spec].properties[a].x-kubernetes-validations[1].rule:\
    |  Forbidden: contributed to estimated rule cost total exceeding cost limit for entire OpenAPIv3\
    |  schema
    - spec.validation.openAPIV3Schema.properties[spec].properties[a].x-kubernetes-validations[0].rule:\
    |  Forbidden: contributed to estimated rule cost total exceeding cost limit for entire OpenAPIv3\
    |  schema
    - spec.validation.openAPIV3Schema: Forbidden: x-kubernetes-validations estimated rule cost total\
    |  for entire OpenAPIv3 schema exceeds budget by factor of more than 100x (try simplifying the\
    |  rule, or adding maxItems, maxProperties, and maxLength where arrays, maps, and strings are\
    |  declared)

    ## cost object list bounded
    schema {"properties":{"spec":{"properties":{"a":{"items":{"properties":{"n":{"maxLength":63,\
    | "type":"string"},"v":{"type":"integer"}},"required":["n"],"type":"object"},"maxItems":100,\
    | "type":"array","x-kubernetes-validations":[{"rule":"self.all(x, x.v > 1)"},{"rule":"self.all(x,\
    |  self.exists_one(y, y.n == x.n))"},{"rule":"self.map(x, x.n).isSorted()"}]}},"type":"object"}},\
    | "type":"object"}
    - spec.validation.openAPIV3Schema.properties[spec].properties[a].x-kubernetes-validations[2].rule:\
    |  Forbidden: estimated rule cost exceeds budget by factor of more than 100x (try simplifying the\
    |  rule, or adding maxItems, maxProperties, and maxLength where arrays, maps, and strings are\
    |  declared)
    - spec.validation.openAPIV3Schema.properties[spec].properties[a].x-kubernetes-validations[2].rule:\
    |  Forbidden: contributed to estimated rule cost total exceeding cost limit for entire OpenAPIv3\
    |  schema
    - spec.validation.openAPIV3Schema: Forbidden: x-kubernetes-validations estimated rule cost total\
    |  for entire OpenAPIv3 schema exceeds budget by factor of more than 100x (try simplifying the\
    |  rule, or adding maxItems, maxProperties, and maxLength where arrays, maps, and strings are\
    |  declared)

    ## cost deep card
    schema {"properties":{"spec":{"properties":{"a":{"items":{"items":{"properties":{"x":{"type":"integ\
    | er"}},"type":"object","x-kubernetes-validations":[{"rule":"self.x > 1"},{"rule":"has(self.x)"}]},\
    | "type":"array"},"type":"array"}},"type":"object"}},"type":"object"}

    ## cost deep card bounded
    schema {"properties":{"spec":{"properties":{"a":{"items":{"items":{"properties":{"x":{"type":"integ\
    | er"}},"type":"object","x-kubernetes-validations":[{"rule":"self.x > 1"}]},"maxItems":1000,\
    | "type":"array"},"maxItems":1000,"type":"array"}},"type":"object"}},"type":"object"}

    ## cost total
    schema {"properties":{"spec":{"properties":{"f0":{"items":{"maxLength":1000,"type":"string",\
    | "x-kubernetes-validations":[{"rule":"self.contains(\"abcdefghijk\")"}]},"maxItems":1000,\
    | "type":"array"},"f1":{"items":{"maxLength":1000,"type":"string",\
    | "x-kubernetes-validations":[{"rule":"self.contains(\"abcdefghijk\")"}]},"maxItems":1000,\
    | "type":"array"},"f10":{"items":{"maxLength":1000,"type":"string",\
    | "x-kubernetes-validations":[{"rule":"self.contains(\"abcdefghijk\")"}]},"maxItems":1000,\
    | "type":"array"},"f11":{"items":{"maxLength":1000,"type":"string",\
    | "x-kubernetes-validations":[{"rule":"self.contains(\"abcdefghijk\")"}]},"maxItems":1000,\
    | "type":"array"},"f12":{"items":{"maxLength":1000,"type":"string",\
    | "x-kubernetes-validations":[{"rule":"self.contains(\"abcdefghijk\")"}]},"maxItems":1000,\
    | "type":"array"},"f13":{"items":{"maxLength":1000,"type":"string",\
    | "x-kubernetes-validations":[{"rule":"self.contains(\"abcdefghijk\")"}]},"maxItems":1000,\
    | "type":"array"},"f14":{"items":{"maxLength":1000,"type":"string",\
    | "x-kubernetes-validations":[{"rule":"self.contains(\"abcdefghijk\")"}]},"maxItems":1000,\
    | "type":"array"},"f15":{"items":{"maxLength":1000,"type":"string",\
    | "x-kubernetes-validations":[{"rule":"self.contains(\"abcdefghijk\")"}]},"maxItems":1000,\
    | "type":"array"},"f16":{"items":{"maxLength":1000,"type":"string",\
    | "x-kubernetes-validations":[{"rule":"self.contains(\"abcdefghijk\")"}]},"maxItems":1000,\
    | "type":"array"},"f17":{"items":{"maxLength":1000,"type":"string",\
    | "x-kubernetes-validations":[{"rule":"self.contains(\"abcdefghijk\")"}]},"maxItems":1000,\
    | "type":"array"},"f18":{"items":{"maxLength":1000,"type":"string",\
    | "x-kubernetes-validations":[{"rule":"self.contains(\"abcdefghijk\")"}]},"maxItems":1000,\
    | "type":"array"},"f19":{"items":{"maxLength":1000,"type":"string",\
    | "x-kubernetes-validations":[{"rule":"self.contains(\"abcdefghijk\")"}]},"maxItems":1000,\
    | "type":"array"},"f2":{"items":{"maxLength":1000,"type":"string",\
    | "x-kubernetes-validations":[{"rule":"self.contains(\"abcdefghijk\")"}]},"maxItems":1000,\
    | "type":"array"},"f20":{"items":{"maxLength":1000,"type":"string",\
    | "x-kubernetes-validations":[{"rule":"self.contains(\"abcdefghijk\")"}]},"maxItems":1000,\
    | "type":"array"},"f21":{"items":{"maxLength":1000,"type":"string",\
    | "x-kubernetes-validations":[{"rule":"self.contains(\"abcdefghijk\")"}]},"maxItems":1000,\
    | "type":"array"},"f22":{"items":{"maxLength":1000,"type":"string",\
    | "x-kubernetes-validations":[{"rule":"self.contains(\"abcdefghijk\")"}]},"maxItems":1000,\
    | "type":"array"},"f23":{"items":{"maxLength":1000,"type":"string",\
    | "x-kubernetes-validations":[{"rule":"self.contains(\"abcdefghijk\")"}]},"maxItems":1000,\
    | "type":"array"},"f24":{"items":{"maxLength":1000,"type":"string",\
    | "x-kubernetes-validations":[{"rule":"self.contains(\"abcdefghijk\")"}]},"maxItems":1000,\
    | "type":"array"},"f25":{"items":{"maxLength":1000,"type":"string",\
    | "x-kubernetes-validations":[{"rule":"self.contains(\"abcdefghijk\")"}]},"maxItems":1000,\
    | "type":"array"},"f26":{"items":{"maxLength":1000,"type":"string",\
    | "x-kubernetes-validations":[{"rule":"self.contains(\"abcdefghijk\")"}]},"maxItems":1000,\
    | "type":"array"},"f27":{"items":{"maxLength":1000,"type":"string",\
    | "x-kubernetes-validations":[{"rule":"self.contains(\"abcdefghijk\")"}]},"maxItems":1000,\
    | "type":"array"},"f28":{"items":{"maxLength":1000,"type":"string",\
    | "x-kubernetes-validations":[{"rule":"self.contains(\"abcdefghijk\")"}]},"maxItems":1000,\
    | "type":"array"},"f29":{"items":{"maxLength":1000,"type":"string",\
    | "x-kubernetes-validations":[{"rule":"self.contains(\"abcdefghijk\")"}]},"maxItems":1000,\
    | "type":"array"},"f3":{"items":{"maxLength":1000,"type":"string",\
    | "x-kubernetes-validations":[{"rule":"self.contains(\"abcdefghijk\")"}]},"maxItems":1000,\
    | "type":"array"},"f30":{"items":{"maxLength":1000,"type":"string",\
    | "x-kubernetes-validations":[{"rule":"self.contains(\"abcdefghijk\")"}]},"maxItems":1000,\
    | "type":"array"},"f31":{"items":{"maxLength":1000,"type":"string",\
    | "x-kubernetes-validations":[{"rule":"self.contains(\"abcdefghijk\")"}]},"maxItems":1000,\
    | "type":"array"},"f32":{"items":{"maxLength":1000,"type":"string",\
    | "x-kubernetes-validations":[{"rule":"self.contains(\"abcdefghijk\")"}]},"maxItems":1000,\
    | "type":"array"},"f33":{"items":{"maxLength":1000,"type":"string",\
    | "x-kubernetes-validations":[{"rule":"self.contains(\"abcdefghijk\")"}]},"maxItems":1000,\
    | "type":"array"},"f34":{"items":{"maxLength":1000,"type":"string",\
    | "x-kubernetes-validations":[{"rule":"self.contains(\"abcdefghijk\")"}]},"maxItems":1000,\
    | "type":"array"},"f35":{"items":{"maxLength":1000,"type":"string",\
    | "x-kubernetes-validations":[{"rule":"self.contains(\"abcdefghijk\")"}]},"maxItems":1000,\
    | "type":"array"},"f36":{"items":{"maxLength":1000,"type":"string",\
    | "x-kubernetes-validations":[{"rule":"self.contains(\"abcdefghijk\")"}]},"maxItems":1000,\
    | "type":"array"},"f37":{"items":{"maxLength":1000,"type":"string",\
    | "x-kubernetes-validations":[{"rule":"self.contains(\"abcdefghijk\")"}]},"maxItems":1000,\
    | "type":"array"},"f38":{"items":{"maxLength":1000,"type":"string",\
    | "x-kubernetes-validations":[{"rule":"self.contains(\"abcdefghijk\")"}]},"maxItems":1000,\
    | "type":"array"},"f39":{"items":{"maxLength":1000,"type":"string",\
    | "x-kubernetes-validations":[{"rule":"self.contains(\"abcdefghijk\")"}]},"maxItems":1000,\
    | "type":"array"},"f4":{"items":{"maxLength":1000,"type":"string",\
    | "x-kubernetes-validations":[{"rule":"self.contains(\"abcdefghijk\")"}]},"maxItems":1000,\
    | "type":"array"},"f5":{"items":{"maxLength":1000,"type":"string",\
    | "x-kubernetes-validations":[{"rule":"self.contains(\"abcdefghijk\")"}]},"maxItems":1000,\
    | "type":"array"},"f6":{"items":{"maxLength":1000,"type":"string",\
    | "x-kubernetes-validations":[{"rule":"self.contains(\"abcdefghijk\")"}]},"maxItems":1000,\
    | "type":"array"},"f7":{"items":{"maxLength":1000,"type":"string",\
    | "x-kubernetes-validations":[{"rule":"self.contains(\"abcdefghijk\")"}]},"maxItems":1000,\
    | "type":"array"},"f8":{"items":{"maxLength":1000,"type":"string",\
    | "x-kubernetes-validations":[{"rule":"self.contains(\"abcdefghijk\")"}]},"maxItems":1000,\
    | "type":"array"},"f9":{"items":{"maxLength":1000,"type":"string",\
    | "x-kubernetes-validations":[{"rule":"self.contains(\"abcdefghijk\")"}]},"maxItems":1000,\
    | "type":"array"}},"type":"object"}},"type":"object"}

    ## cost enum
    schema {"properties":{"spec":{"properties":{"a":{"items":{"enum":["aa","bb"],"type":"string",\
    | "x-kubernetes-validations":[{"rule":"self.matches(\"^a+$\")"}]},"type":"array"}},\
    | "type":"object"}},"type":"object"}

    ## cost durations
    schema {"properties":{"spec":{"properties":{"a":{"items":{"format":"duration","type":"string",\
    | "x-kubernetes-validations":[{"rule":"self < duration(\"1h\")"}]},"type":"array"},\
    | "b":{"maxLength":40,"type":"string","x-kubernetes-validations":[{"rule":"duration(self) <\
    |  duration(\"1h\")"}]}},"type":"object"}},"type":"object"}

    ## cost join split
    schema {"properties":{"spec":{"properties":{"a":{"items":{"type":"string"},"type":"array",\
    | "x-kubernetes-validations":[{"rule":"self.join(\",\") != \"\""}]},"b":{"type":"string",\
    | "x-kubernetes-validations":[{"rule":"self.split(\",\").all(x, x != \"\")"},\
    | {"rule":"self.replace(\"a\",\"b\") != \"x\""},{"rule":"self.lowerAscii() == self"}]}},\
    | "type":"object"}},"type":"object"}
    - spec.validation.openAPIV3Schema.properties[spec].properties[a].x-kubernetes-validations[0].rule:\
    |  Forbidden: estimated rule cost exceeds budget by factor of more than 100x (try simplifying the\
    |  rule, or adding maxItems, maxProperties, and maxLength where arrays, maps, and strings are\
    |  declared)
    - spec.validation.openAPIV3Schema.properties[spec].properties[b].x-kubernetes-validations[0].rule:\
    |  Forbidden: estimated rule cost exceeds budget by factor of 1.321205x (try simplifying the rule,\
    |  or adding maxItems, maxProperties, and maxLength where arrays, maps, and strings are declared)
    - spec.validation.openAPIV3Schema.properties[spec].properties[a].x-kubernetes-validations[0].rule:\
    |  Forbidden: contributed to estimated rule cost total exceeding cost limit for entire OpenAPIv3\
    |  schema
    - spec.validation.openAPIV3Schema.properties[spec].properties[b].x-kubernetes-validations[0].rule:\
    |  Forbidden: contributed to estimated rule cost total exceeding cost limit for entire OpenAPIv3\
    |  schema
    - spec.validation.openAPIV3Schema: Forbidden: x-kubernetes-validations estimated rule cost total\
    |  for entire OpenAPIv3 schema exceeds budget by factor of more than 100x (try simplifying the\
    |  rule, or adding maxItems, maxProperties, and maxLength where arrays, maps, and strings are\
    |  declared)

    ## cost join split bounded
    schema {"properties":{"spec":{"properties":{"a":{"items":{"maxLength":10,"type":"string"},\
    | "maxItems":10,"type":"array","x-kubernetes-validations":[{"rule":"self.join(\",\") != \"\""}]},\
    | "b":{"maxLength":100,"type":"string","x-kubernetes-validations":[{"rule":"self.split(\",\
    | \").all(x, x != \"\")"},{"rule":"self.replace(\"a\",\"b\") != \"x\""},{"rule":"self.lowerAscii()\
    |  == self"}]}},"type":"object"}},"type":"object"}

    ## cost in
    schema {"properties":{"spec":{"properties":{"a":{"items":{"type":"string"},"type":"array"},\
    | "b":{"type":"string"}},"type":"object","x-kubernetes-validations":[{"rule":"self.b in self.a"},\
    | {"rule":"self.a == oldSelf.a"},{"rule":"!(self.b in [\"x\",\"y\"])"}]}},"type":"object"}

    ## cost ternary
    schema {"properties":{"spec":{"properties":{"a":{"items":{"type":"string"},"type":"array"},\
    | "b":{"type":"string"}},"type":"object","x-kubernetes-validations":[{"rule":"has(self.a) ?\
    |  self.a.all(x, x == self.b) : true"}]}},"type":"object"}
    - spec.validation.openAPIV3Schema.properties[spec].x-kubernetes-validations[0].rule: Forbidden:\
    |  estimated rule cost exceeds budget by factor of more than 100x (try simplifying the rule, or\
    |  adding maxItems, maxProperties, and maxLength where arrays, maps, and strings are declared)
    - spec.validation.openAPIV3Schema.properties[spec].x-kubernetes-validations[0].rule: Forbidden:\
    |  contributed to estimated rule cost total exceeding cost limit for entire OpenAPIv3 schema
    - spec.validation.openAPIV3Schema: Forbidden: x-kubernetes-validations estimated rule cost total\
    |  for entire OpenAPIv3 schema exceeds budget by factor of more than 100x (try simplifying the\
    |  rule, or adding maxItems, maxProperties, and maxLength where arrays, maps, and strings are\
    |  declared)

    ## msg expr cost
    schema {"properties":{"spec":{"properties":{"a":{"items":{"type":"string"},"type":"array"},\
    | "b":{"type":"string"}},"type":"object","x-kubernetes-validations":[{"messageExpression":"self.a.m\
    | ap(x, x + self.b).join(\",\")","rule":"has(self.b)"}]}},"type":"object"}
    - spec.validation.openAPIV3Schema.properties[spec].x-kubernetes-validations[0].messageExpression:\
    |  Forbidden: estimated messageExpression cost exceeds budget by factor of more than 100x (try\
    |  simplifying the rule, or adding maxItems, maxProperties, and maxLength where arrays, maps, and\
    |  strings are declared)
    - spec.validation.openAPIV3Schema.properties[spec].x-kubernetes-validations[0].messageExpression:\
    |  Forbidden: contributed to estimated rule cost total exceeding cost limit for entire OpenAPIv3\
    |  schema
    - spec.validation.openAPIV3Schema: Forbidden: x-kubernetes-validations estimated rule cost total\
    |  for entire OpenAPIv3 schema exceeds budget by factor of more than 100x (try simplifying the\
    |  rule, or adding maxItems, maxProperties, and maxLength where arrays, maps, and strings are\
    |  declared)
    """#
