/// Schemas, and what a kube-apiserver 1.36 says of them; none: it takes the CRD.
let structureCases = #"""
    ## ok
    schema {"properties":{"spec":{"properties":{"a":{"type":"string"}},"type":"object"}},\
    | "type":"object"}

    ## no type root
    schema {"properties":{"spec":{"type":"object"}}}
    - spec.validation.openAPIV3Schema.type: Required value: must not be empty at the root

    ## root string
    schema {"type":"string"}
    - spec.validation.openAPIV3Schema.type: Invalid value: "string": must be object at the root

    ## no type field
    schema {"properties":{"spec":{"properties":{"a":{}},"type":"object"}},"type":"object"}
    - spec.validation.openAPIV3Schema.properties[spec].properties[a].type: Required value: must not be\
    |  empty for specified object fields

    ## array no items
    schema {"properties":{"spec":{"properties":{"a":{"type":"array"}},"type":"object"}},"type":"object"}
    - spec.validation.openAPIV3Schema.properties[spec].properties[a].items: Required value: must be\
    |  specified

    ## items no type
    schema {"properties":{"spec":{"properties":{"a":{"items":{},"type":"array"}},"type":"object"}},\
    | "type":"object"}
    - spec.validation.openAPIV3Schema.properties[spec].properties[a].items.type: Required value: must\
    |  not be empty for specified array items

    ## bad type
    schema {"properties":{"spec":{"properties":{"a":{"type":"text"}},"type":"object"}},"type":"object"}
    - spec.validation.openAPIV3Schema.properties[spec].properties[a].type: Unsupported value: "text":\
    |  supported values: "array", "boolean", "integer", "number", "object", "string"

    ## null type
    schema {"properties":{"spec":{"properties":{"a":{"type":"null"}},"type":"object"}},"type":"object"}
    - spec.validation.openAPIV3Schema.properties[spec].properties[a].type: Unsupported value: "null":\
    |  supported values: "array", "boolean", "integer", "number", "object", "string"
    - spec.validation.openAPIV3Schema.properties[spec].properties[a].type: Forbidden: type cannot be\
    |  set to null, use nullable as an alternative

    ## uniqueItems
    schema {"properties":{"spec":{"properties":{"a":{"items":{"type":"string"},"type":"array",\
    | "uniqueItems":true}},"type":"object"}},"type":"object"}
    - spec.validation.openAPIV3Schema.properties[spec].properties[a].uniqueItems: Forbidden:\
    |  uniqueItems cannot be set to true since the runtime complexity becomes quadratic

    ## props and addl
    schema {"properties":{"spec":{"additionalProperties":{"type":"string"},\
    | "properties":{"a":{"type":"string"}},"type":"object"}},"type":"object"}
    - spec.validation.openAPIV3Schema.properties[spec].additionalProperties: Forbidden:\
    |  additionalProperties and properties are mutual exclusive

    ## props and addl false
    schema {"properties":{"spec":{"additionalProperties":false,"properties":{"a":{"type":"string"}},\
    | "type":"object"}},"type":"object"}
    - spec.validation.openAPIV3Schema.properties[spec].additionalProperties: Forbidden:\
    |  additionalProperties and properties are mutual exclusive

    ## addl at root
    schema {"additionalProperties":{"type":"string"},"type":"object"}
    - spec.validation.openAPIV3Schema.additionalProperties: Forbidden: must not be used at the root

    ## nested type
    schema {"properties":{"spec":{"anyOf":[{"properties":{"a":{"minimum":3,"type":"integer"}}}],\
    | "properties":{"a":{"type":"integer"}},"type":"object"}},"type":"object"}
    - spec.validation.openAPIV3Schema.properties[spec].anyOf[0].properties[a].type: Forbidden: must be\
    |  empty to be structural

    ## nested unknown field
    schema {"properties":{"spec":{"anyOf":[{"required":["a"]},{"properties":{"b":{"minimum":3}}}],\
    | "properties":{"a":{"type":"integer"}},"type":"object"}},"type":"object"}

    ## nested default etc
    schema {"properties":{"spec":{"allOf":[{"description":"d","nullable":true,\
    | "properties":{"a":{"default":3}},"title":"x"}],"properties":{"a":{"type":"integer"}},\
    | "type":"object"}},"type":"object"}
    - spec.validation.openAPIV3Schema.properties[spec].allOf[0].description: Forbidden: must be empty\
    |  to be structural
    - spec.validation.openAPIV3Schema.properties[spec].allOf[0].nullable: Forbidden: must be false to\
    |  be structural
    - spec.validation.openAPIV3Schema.properties[spec].allOf[0].properties[a].default: Forbidden: must\
    |  be undefined to be structural
    - spec.validation.openAPIV3Schema.properties[spec].allOf[0].title: Forbidden: must be empty to be\
    |  structural

    ## nested rules
    schema {"properties":{"spec":{"allOf":[{"x-kubernetes-validations":[{"rule":"true"}]}],\
    | "properties":{"a":{"type":"integer"}},"type":"object"}},"type":"object"}
    - spec.validation.openAPIV3Schema.properties[spec].allOf[0].x-kubernetes-validations: Forbidden:\
    |  must be empty to be structural

    ## int or string ok
    schema {"properties":{"spec":{"properties":{"a":{"anyOf":[{"type":"integer"},{"type":"string"}],\
    | "x-kubernetes-int-or-string":true}},"type":"object"}},"type":"object"}

    ## int or string allof
    schema {"properties":{"spec":{"properties":{"a":{"allOf":[{"anyOf":[{"type":"integer"},\
    | {"type":"string"}]},{"pattern":"x"}],"x-kubernetes-int-or-string":true}},"type":"object"}},\
    | "type":"object"}

    ## int or string preserve
    schema {"properties":{"spec":{"properties":{"a":{"x-kubernetes-int-or-string":true,\
    | "x-kubernetes-preserve-unknown-fields":true}},"type":"object"}},"type":"object"}
    - spec.validation.openAPIV3Schema.properties[spec].properties[a].x-kubernetes-preserve-unknown-fiel\
    | ds: Invalid value: true: must be false if x-kubernetes-int-or-string is true

    ## preserve false
    schema {"properties":{"spec":{"properties":{"a":{"type":"object",\
    | "x-kubernetes-preserve-unknown-fields":false}},"type":"object"}},"type":"object"}
    - spec.validation.openAPIV3Schema.properties[spec].properties[a].x-kubernetes-preserve-unknown-fiel\
    | ds: Invalid value: false: must be true or undefined

    ## embedded no type
    schema {"properties":{"spec":{"properties":{"a":{"x-kubernetes-embedded-resource":true}},\
    | "type":"object"}},"type":"object"}
    - spec.validation.openAPIV3Schema.properties[spec].properties[a].properties: Required value: must\
    |  not be empty if x-kubernetes-embedded-resource is true without\
    |  x-kubernetes-preserve-unknown-fields
    - spec.validation.openAPIV3Schema.properties[spec].properties[a].type: Required value: must be\
    |  object if x-kubernetes-embedded-resource is true

    ## embedded no props
    schema {"properties":{"spec":{"properties":{"a":{"type":"object",\
    | "x-kubernetes-embedded-resource":true}},"type":"object"}},"type":"object"}
    - spec.validation.openAPIV3Schema.properties[spec].properties[a].properties: Required value: must\
    |  not be empty if x-kubernetes-embedded-resource is true without\
    |  x-kubernetes-preserve-unknown-fields

    ## metadata extra
    schema {"properties":{"metadata":{"properties":{"labels":{"additionalProperties":{"type":"string"},\
    | "type":"object"}},"type":"object"},"spec":{"properties":{},"type":"object"}},"type":"object"}
    - spec.validation.openAPIV3Schema.properties[metadata]: Forbidden: must not specify anything other\
    |  than name and generateName, but metadata is implicitly specified

    ## metadata name ok
    schema {"properties":{"metadata":{"properties":{"name":{"maxLength":20,"type":"string"}},\
    | "type":"object"},"spec":{"properties":{},"type":"object"}},"type":"object"}

    ## kind int
    schema {"properties":{"kind":{"type":"integer"},"spec":{"properties":{},"type":"object"}},\
    | "type":"object"}
    - spec.validation.openAPIV3Schema.properties[kind].type: Invalid value: "integer": must be string

    ## bad pattern
    schema {"properties":{"spec":{"properties":{"a":{"pattern":"a(b","type":"string"}},\
    | "type":"object"}},"type":"object"}
    - spec.validation.openAPIV3Schema.properties[spec].properties[a].pattern: Invalid value: "a(b":\
    |  must be a valid regular expression, but isn't: error parsing regexp: missing closing ): `a(b`

    ## bad pattern2
    schema {"properties":{"spec":{"properties":{"a":{"pattern":"(?=x)","type":"string"}},\
    | "type":"object"}},"type":"object"}
    - spec.validation.openAPIV3Schema.properties[spec].properties[a].pattern: Invalid value: "(?=x)":\
    |  must be a valid regular expression, but isn't: error parsing regexp: invalid or unsupported Perl\
    |  syntax: `(?=`

    ## default wrong type
    schema {"properties":{"spec":{"properties":{"a":{"default":"x","type":"integer"}},\
    | "type":"object"}},"type":"object"}
    - spec.validation.openAPIV3Schema.properties[spec].properties[a].default: Invalid value: "string":\
    |   in body must be of type integer: "string"

    ## default out of range
    schema {"properties":{"spec":{"properties":{"a":{"default":5,"maximum":3,"type":"integer"}},\
    | "type":"object"}},"type":"object"}
    - spec.validation.openAPIV3Schema.properties[spec].properties[a].default: Invalid value: 5:  in\
    |  body should be less than or equal to 3

    ## default unknown field
    schema {"properties":{"spec":{"properties":{"a":{"default":{"b":1,"c":2},\
    | "properties":{"b":{"type":"integer"}},"type":"object"}},"type":"object"}},"type":"object"}
    - spec.validation.openAPIV3Schema.properties[spec].properties[a].default: Invalid value: {"b":1,\
    | "c":2}: must not have unknown fields

    ## default breaks rule
    schema {"properties":{"spec":{"properties":{"a":{"default":5,"type":"integer",\
    | "x-kubernetes-validations":[{"rule":"self < 3"}]}},"type":"object"}},"type":"object"}
    - spec.validation.openAPIV3Schema.properties[spec].properties[a].default: Invalid value: 5: failed\
    |  rule: self < 3

    ## default required missing
    schema {"properties":{"spec":{"properties":{"a":{"default":{},\
    | "properties":{"b":{"type":"integer"}},"required":["b"],"type":"object"}},"type":"object"}},\
    | "type":"object"}
    - spec.validation.openAPIV3Schema.properties[spec].properties[a].default.b: Required value

    ## ref
    schema {"properties":{"spec":{"properties":{"a":{"$ref":"#/x"}},"type":"object"}},"type":"object"}
    - spec.validation.openAPIV3Schema.properties[spec].properties[a].$ref: Forbidden: $ref is not\
    |  supported

    ## definitions
    schema {"properties":{"spec":{"properties":{"a":{"definitions":{"x":{"type":"string"}},\
    | "type":"string"}},"type":"object"}},"type":"object"}
    - spec.validation.openAPIV3Schema.properties[spec].properties[a].definitions: Forbidden:\
    |  definitions is not supported

    ## patternProps
    schema {"properties":{"spec":{"properties":{"a":{"patternProperties":{"x":{"type":"string"}},\
    | "type":"object"}},"type":"object"}},"type":"object"}
    - spec.validation.openAPIV3Schema.properties[spec].properties[a].patternProperties: Forbidden:\
    |  patternProperties is not supported

    ## list type on object
    schema {"properties":{"spec":{"properties":{"a":{"type":"object","x-kubernetes-list-type":"map"}},\
    | "type":"object"}},"type":"object"}
    - spec.validation.openAPIV3Schema.properties[spec].properties[a].type: Invalid value: "object":\
    |  must be array if x-kubernetes-list-type is specified
    - spec.validation.openAPIV3Schema.properties[spec].properties[a].x-kubernetes-list-map-keys:\
    |  Required value: must not be empty if x-kubernetes-list-type is map
    - spec.validation.openAPIV3Schema.properties[spec].properties[a].items: Required value: must have a\
    |  schema if x-kubernetes-list-type is map

    ## list type unknown
    schema {"properties":{"spec":{"properties":{"a":{"items":{"type":"string"},"type":"array",\
    | "x-kubernetes-list-type":"bag"}},"type":"object"}},"type":"object"}
    - spec.validation.openAPIV3Schema.properties[spec].properties[a].x-kubernetes-list-type:\
    |  Unsupported value: "bag": supported values: "atomic", "set", "map"

    ## map without keys
    schema {"properties":{"spec":{"properties":{"a":{"items":{"properties":{"k":{"type":"string"}},\
    | "type":"object"},"type":"array","x-kubernetes-list-type":"map"}},"type":"object"}},\
    | "type":"object"}
    - spec.validation.openAPIV3Schema.properties[spec].properties[a].x-kubernetes-list-map-keys:\
    |  Required value: must not be empty if x-kubernetes-list-type is map

    ## map key not required
    schema {"properties":{"spec":{"properties":{"a":{"items":{"properties":{"k":{"type":"string"}},\
    | "type":"object"},"type":"array","x-kubernetes-list-map-keys":["k"],\
    | "x-kubernetes-list-type":"map"}},"type":"object"}},"type":"object"}
    - spec.validation.openAPIV3Schema.properties[spec].properties[a].items.properties[k].default:\
    |  Required value: this property is in x-kubernetes-list-map-keys, so it must have a default or be\
    |  a required property

    ## map key missing
    schema {"properties":{"spec":{"properties":{"a":{"items":{"properties":{"k":{"type":"string"}},\
    | "required":["k"],"type":"object"},"type":"array","x-kubernetes-list-map-keys":["z"],\
    | "x-kubernetes-list-type":"map"}},"type":"object"}},"type":"object"}
    - spec.validation.openAPIV3Schema.properties[spec].properties[a].x-kubernetes-list-map-keys:\
    |  Invalid value: ["z"]: entries must all be names of item properties

    ## map key object
    schema {"properties":{"spec":{"properties":{"a":{"items":{"properties":{"k":{"properties":{},\
    | "type":"object"}},"required":["k"],"type":"object"},"type":"array",\
    | "x-kubernetes-list-map-keys":["k"],"x-kubernetes-list-type":"map"}},"type":"object"}},\
    | "type":"object"}
    - spec.validation.openAPIV3Schema.properties[spec].properties[a].items.properties[k].type: Invalid\
    |  value: "object": must be a scalar type if parent array's x-kubernetes-list-type is map

    ## map items string
    schema {"properties":{"spec":{"properties":{"a":{"items":{"type":"string"},"type":"array",\
    | "x-kubernetes-list-map-keys":["k"],"x-kubernetes-list-type":"map"}},"type":"object"}},\
    | "type":"object"}
    - spec.validation.openAPIV3Schema.properties[spec].properties[a].items.type: Invalid value:\
    |  "string": must be object if parent array's x-kubernetes-list-type is map

    ## keys without type
    schema {"properties":{"spec":{"properties":{"a":{"items":{"properties":{"k":{"type":"string"}},\
    | "required":["k"],"type":"object"},"type":"array","x-kubernetes-list-map-keys":["k"]}},\
    | "type":"object"}},"type":"object"}
    - spec.validation.openAPIV3Schema.properties[spec].properties[a].x-kubernetes-list-type: Required\
    |  value: must be map if x-kubernetes-list-map-keys is non-empty

    ## keys with set
    schema {"properties":{"spec":{"properties":{"a":{"items":{"type":"string"},"type":"array",\
    | "x-kubernetes-list-map-keys":["k"],"x-kubernetes-list-type":"set"}},"type":"object"}},\
    | "type":"object"}
    - spec.validation.openAPIV3Schema.properties[spec].properties[a].x-kubernetes-list-type: Invalid\
    |  value: "set": must be map if x-kubernetes-list-map-keys is non-empty

    ## set of objects
    schema {"properties":{"spec":{"properties":{"a":{"items":{"properties":{"k":{"type":"string"}},\
    | "type":"object"},"type":"array","x-kubernetes-list-type":"set"}},"type":"object"}},\
    | "type":"object"}
    - spec.validation.openAPIV3Schema.properties[spec].properties[a].items.x-kubernetes-map-type:\
    |  Invalid value: null: must be atomic as item of a list with x-kubernetes-list-type=set

    ## set nullable
    schema {"properties":{"spec":{"properties":{"a":{"items":{"nullable":true,"type":"string"},\
    | "type":"array","x-kubernetes-list-type":"set"}},"type":"object"}},"type":"object"}
    - spec.validation.openAPIV3Schema.properties[spec].properties[a].items.nullable: Forbidden: cannot\
    |  be nullable when x-kubernetes-list-type is set

    ## map type bad
    schema {"properties":{"spec":{"properties":{"a":{"type":"string","x-kubernetes-map-type":"atomic"},\
    | "b":{"type":"object","x-kubernetes-map-type":"x"}},"type":"object"}},"type":"object"}
    - spec.validation.openAPIV3Schema.properties[spec].properties[a].type: Invalid value: "string":\
    |  must be object if x-kubernetes-map-type is specified
    - spec.validation.openAPIV3Schema.properties[spec].properties[b].x-kubernetes-map-type: Unsupported\
    |  value: "x": supported values: "atomic", "granular"

    ## nullable root
    schema {"nullable":true,"properties":{"spec":{"properties":{},"type":"object"}},"type":"object"}
    - spec.validation.openAPIV3Schema.nullable: Forbidden: nullable cannot be true at the root
    """#
