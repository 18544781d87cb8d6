/// Schemas with rules, and what a kube-apiserver 1.36 says of them; none: it takes the CRD.
let ruleCases = #"""
    ## rule typo
    schema {"properties":{"spec":{"properties":{"maxRetries":{"type":"integer"}},"type":"object",\
    | "x-kubernetes-validations":[{"rule":"self.maxRetrys > 3"}]}},"type":"object"}
    - spec.validation.openAPIV3Schema.properties[spec].x-kubernetes-validations[0].rule: Invalid value:\
    |  {"Rule":"self.maxRetrys \u003e 3","Message":"","MessageExpression":"","Reason":null,\
    | "FieldPath":"","OptionalOldSelf":null}: compilation failed: ERROR: <input>:1:5: undefined field\
    |  'maxRetrys'⏎ | self.maxRetrys > 3⏎ | ....^

    ## rule unknown ident
    schema {"properties":{"spec":{"properties":{"a":{"type":"integer"}},"type":"object",\
    | "x-kubernetes-validations":[{"rule":"foo > 3"}]}},"type":"object"}
    - spec.validation.openAPIV3Schema.properties[spec].x-kubernetes-validations[0].rule: Invalid value:\
    |  {"Rule":"foo \u003e 3","Message":"","MessageExpression":"","Reason":null,"FieldPath":"",\
    | "OptionalOldSelf":null}: compilation failed: ERROR: <input>:1:1: undeclared reference to 'foo'\
    |  (in container '')⏎ | foo > 3⏎ | ^

    ## rule not bool
    schema {"properties":{"spec":{"properties":{"a":{"type":"integer"}},"type":"object",\
    | "x-kubernetes-validations":[{"rule":"self.a"}]}},"type":"object"}
    - spec.validation.openAPIV3Schema.properties[spec].x-kubernetes-validations[0].rule: Invalid value:\
    |  {"Rule":"self.a","Message":"","MessageExpression":"","Reason":null,"FieldPath":"",\
    | "OptionalOldSelf":null}: cel expression must evaluate to a bool

    ## rule type error
    schema {"properties":{"spec":{"properties":{"a":{"type":"integer"}},"type":"object",\
    | "x-kubernetes-validations":[{"rule":"self.a == 'x'"}]}},"type":"object"}
    - spec.validation.openAPIV3Schema.properties[spec].x-kubernetes-validations[0].rule: Invalid value:\
    |  {"Rule":"self.a == 'x'","Message":"","MessageExpression":"","Reason":null,"FieldPath":"",\
    | "OptionalOldSelf":null}: compilation failed: ERROR: <input>:1:8: found no matching overload for\
    |  '_==_' applied to '(int, string)'⏎ | self.a == 'x'⏎ | .......^

    ## rule empty
    schema {"properties":{"spec":{"properties":{"a":{"type":"integer"}},"type":"object",\
    | "x-kubernetes-validations":[{"rule":""}]}},"type":"object"}
    - spec.validation.openAPIV3Schema.properties[spec].x-kubernetes-validations[0].rule: Required\
    |  value: rule is not specified

    ## rule bad msg
    schema {"properties":{"spec":{"properties":{"a":{"type":"integer"}},"type":"object",\
    | "x-kubernetes-validations":[{"message":" ","rule":"true"},{"message":"a\nb","rule":"true"},\
    | {"rule":"true &&\n true"},{"messageExpression":" ","rule":"true"},{"reason":"Nope",\
    | "rule":"true"},{"fieldPath":".b","rule":"true"},{"fieldPath":"b","rule":"true"}]}},\
    | "type":"object"}
    - spec.validation.openAPIV3Schema.properties[spec].x-kubernetes-validations[0].message: Invalid\
    |  value: " ": must be non-empty if specified
    - spec.validation.openAPIV3Schema.properties[spec].x-kubernetes-validations[1].message: Invalid\
    |  value: "a\nb": must not contain line breaks
    - spec.validation.openAPIV3Schema.properties[spec].x-kubernetes-validations[2].message: Required\
    |  value: message must be specified if rule contains line breaks
    - spec.validation.openAPIV3Schema.properties[spec].x-kubernetes-validations[3].messageExpression:\
    |  Required value: messageExpression must be non-empty if specified
    - spec.validation.openAPIV3Schema.properties[spec].x-kubernetes-validations[4].reason: Unsupported\
    |  value: "Nope": supported values: "FieldValueDuplicate", "FieldValueForbidden",\
    |  "FieldValueInvalid", "FieldValueRequired"
    - spec.validation.openAPIV3Schema.properties[spec].x-kubernetes-validations[5].fieldPath: Invalid\
    |  value: ".b": must be a valid path
    - spec.validation.openAPIV3Schema.properties[spec].x-kubernetes-validations[6].fieldPath: Invalid\
    |  value: "b": must be a valid path

    ## rule msgexpr
    schema {"properties":{"spec":{"properties":{"a":{"type":"integer"}},"type":"object",\
    | "x-kubernetes-validations":[{"messageExpression":"self.a","rule":"self.a>1"},\
    | {"messageExpression":"self.b","rule":"self.a>1"},{"messageExpression":"\"x\" + string(self.a)",\
    | "rule":"self.a>1"}]}},"type":"object"}
    - spec.validation.openAPIV3Schema.properties[spec].x-kubernetes-validations[0].messageExpression:\
    |  Invalid value: {"Rule":"self.a\u003e1","Message":"","MessageExpression":"self.a","Reason":null,\
    | "FieldPath":"","OptionalOldSelf":null}: messageExpression must evaluate to a string
    - spec.validation.openAPIV3Schema.properties[spec].x-kubernetes-validations[1].messageExpression:\
    |  Invalid value: {"Rule":"self.a\u003e1","Message":"","MessageExpression":"self.b","Reason":null,\
    | "FieldPath":"","OptionalOldSelf":null}: messageExpression compilation failed: ERROR: <input>:1:5:\
    |  undefined field 'b'⏎ | self.b⏎ | ....^
    - spec.validation.openAPIV3Schema.properties[spec].x-kubernetes-validations[2].messageExpression:\
    |  Forbidden: estimated messageExpression cost exceeds budget by factor of more than 100x (try\
    |  simplifying the rule, or adding maxItems, maxProperties, and maxLength where arrays, maps, and\
    |  strings are declared)
    - spec.validation.openAPIV3Schema.properties[spec].x-kubernetes-validations[2].messageExpression:\
    |  Forbidden: contributed to estimated rule cost total exceeding cost limit for entire OpenAPIv3\
    |  schema
    - spec.validation.openAPIV3Schema: Forbidden: x-kubernetes-validations estimated rule cost total\
    |  for entire OpenAPIv3 schema exceeds budget by factor of more than 100x (try simplifying the\
    |  rule, or adding maxItems, maxProperties, and maxLength where arrays, maps, and strings are\
    |  declared)

    ## oldSelf in atomic list
    schema {"properties":{"spec":{"properties":{"a":{"items":{"type":"integer",\
    | "x-kubernetes-validations":[{"rule":"self >= oldSelf"}]},"maxItems":3,"type":"array"}},\
    | "type":"object"}},"type":"object"}
    - spec.validation.openAPIV3Schema.properties[spec].properties[a].items.x-kubernetes-validations[0].\
    | rule: Invalid value: "self >= oldSelf": oldSelf cannot be used on the uncorrelatable portion of\
    |  the schema within spec.validation.openAPIV3Schema.properties[spec].properties[a]

    ## oldSelf in map list
    schema {"properties":{"spec":{"properties":{"a":{"items":{"properties":{"k":{"maxLength":10,\
    | "type":"string"},"v":{"type":"integer"}},"required":["k"],"type":"object",\
    | "x-kubernetes-validations":[{"rule":"self.v >= oldSelf.v"}]},"maxItems":3,"type":"array",\
    | "x-kubernetes-list-map-keys":["k"],"x-kubernetes-list-type":"map"}},"type":"object"}},\
    | "type":"object"}

    ## has
    schema {"properties":{"spec":{"properties":{"a":{"type":"integer"},"b":{"type":"string"}},\
    | "type":"object","x-kubernetes-validations":[{"rule":"has(self.a) || has(self.c)"}]}},\
    | "type":"object"}
    - spec.validation.openAPIV3Schema.properties[spec].x-kubernetes-validations[0].rule: Invalid value:\
    |  {"Rule":"has(self.a) || has(self.c)","Message":"","MessageExpression":"","Reason":null,\
    | "FieldPath":"","OptionalOldSelf":null}: compilation failed: ERROR: <input>:1:19: undefined field\
    |  'c'⏎ | has(self.a) || has(self.c)⏎ | ..................^

    ## escapes
    schema {"properties":{"spec":{"properties":{"a-b":{"type":"string"},"a__b":{"type":"string"},\
    | "if":{"type":"string"},"namespace":{"type":"string"},"ok/no":{"type":"integer"},\
    | "x.y":{"type":"string"}},"type":"object","x-kubernetes-validations":[{"rule":"self.__namespace__\
    |  == 'a'"},{"rule":"self.a__dash__b == 'a'"},{"rule":"self.x__dot__y == 'a'"},\
    | {"rule":"self.a__underscores__b == 'x'"},{"rule":"self.__if__ == 'a'"},\
    | {"rule":"self.ok__slash__no == 1"},{"rule":"self.namespace == 'x'"}]}},"type":"object"}

    ## metadata rules
    schema {"properties":{"spec":{"properties":{},"type":"object"}},"type":"object",\
    | "x-kubernetes-validations":[{"rule":"self.metadata.name.size() < 5"},{"rule":"self.kind ==\
    |  'Thing'"},{"rule":"self.metadata.namespace == 'x'"},{"rule":"self.metadata.labels.size() > 0"}]}
    - spec.validation.openAPIV3Schema.x-kubernetes-validations[2].rule: Invalid value:\
    |  {"Rule":"self.metadata.namespace == 'x'","Message":"","MessageExpression":"","Reason":null,\
    | "FieldPath":"","OptionalOldSelf":null}: compilation failed: ERROR: <input>:1:14: undefined field\
    |  'namespace'⏎ | self.metadata.namespace == 'x'⏎ | .............^
    - spec.validation.openAPIV3Schema.x-kubernetes-validations[3].rule: Invalid value:\
    |  {"Rule":"self.metadata.labels.size() \u003e 0","Message":"","MessageExpression":"",\
    | "Reason":null,"FieldPath":"","OptionalOldSelf":null}: compilation failed: ERROR: <input>:1:14:\
    |  undefined field 'labels'⏎ | self.metadata.labels.size() > 0⏎ | .............^

    ## null compare
    schema {"properties":{"spec":{"properties":{"a":{"nullable":true,"type":"integer"},\
    | "o":{"properties":{"x":{"type":"integer"}},"type":"object"},"t":{"format":"date-time",\
    | "type":"string"}},"type":"object","x-kubernetes-validations":[{"rule":"self.a == null"},\
    | {"rule":"self.o == null"},{"rule":"self.t == null"}]}},"type":"object"}
    - spec.validation.openAPIV3Schema.properties[spec].x-kubernetes-validations[0].rule: Invalid value:\
    |  {"Rule":"self.a == null","Message":"","MessageExpression":"","Reason":null,"FieldPath":"",\
    | "OptionalOldSelf":null}: compilation failed: ERROR: <input>:1:8: found no matching overload for\
    |  '_==_' applied to '(int, null)'⏎ | self.a == null⏎ | .......^

    ## preserve unknown access
    schema {"properties":{"spec":{"properties":{"a":{"x-kubernetes-preserve-unknown-fields":true}},\
    | "type":"object","x-kubernetes-preserve-unknown-fields":true,\
    | "x-kubernetes-validations":[{"rule":"self.a == 1"},{"rule":"self.b == 1"}]}},"type":"object"}
    - spec.validation.openAPIV3Schema.properties[spec].x-kubernetes-validations[0].rule: Invalid value:\
    |  {"Rule":"self.a == 1","Message":"","MessageExpression":"","Reason":null,"FieldPath":"",\
    | "OptionalOldSelf":null}: compilation failed: ERROR: <input>:1:5: undefined field 'a'⏎ | self.a ==\
    |  1⏎ | ....^
    - spec.validation.openAPIV3Schema.properties[spec].x-kubernetes-validations[1].rule: Invalid value:\
    |  {"Rule":"self.b == 1","Message":"","MessageExpression":"","Reason":null,"FieldPath":"",\
    | "OptionalOldSelf":null}: compilation failed: ERROR: <input>:1:5: undefined field 'b'⏎ | self.b ==\
    |  1⏎ | ....^

    ## int-or-string dyn
    schema {"properties":{"spec":{"properties":{"p":{"x-kubernetes-int-or-string":true}},\
    | "type":"object","x-kubernetes-validations":[{"rule":"type(self.p) == string &&\
    |  self.p.matches('^[0-9]+%$') || self.p < 5"}]}},"type":"object"}
    """#
