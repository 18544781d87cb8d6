/// Objects under `anyOf` and its like, and what a kube-apiserver 1.36 makes of them (`=`) or says of
/// them (`-`), with the fields it does not know (`?`).
let compositionCases = #"""
    crd {"apiVersion":"apiextensions.k8s.io/v1","kind":"CustomResourceDefinition",\
    | "metadata":{"name":"comps.cel.example"},"spec":{"group":"cel.example","names":{"kind":"Comp",\
    | "plural":"comps"},"scope":"Namespaced","versions":[{"name":"v1",\
    | "schema":{"openAPIV3Schema":{"properties":{"spec":{"anyOf":[{"required":["a"]},\
    | {"properties":{"b":{"minimum":3}},"required":["b"]}],"properties":{"a":{"type":"integer"},\
    | "b":{"type":"integer"},"c":{"oneOf":[{"required":["x"]},{"required":["y"]}],\
    | "properties":{"x":{"type":"integer"},"y":{"type":"integer"}},"type":"object"},\
    | "d":{"not":{"required":["e"]},"properties":{"e":{"type":"integer"}},"type":"object"},\
    | "f":{"allOf":[{"minimum":5},{"maximum":3}],"type":"integer"},"g":{"anyOf":[{"pattern":"^a"},\
    | {"maxLength":2},{"enum":["xyz"]}],"type":"string"},"h":{"items":{"oneOf":[{"minimum":5},\
    | {"maximum":8}],"type":"integer"},"type":"array"},"p":{"anyOf":[{"type":"integer"},\
    | {"type":"string"}],"pattern":"^[0-9]+%$","x-kubernetes-int-or-string":true}},"type":"object"}},\
    | "type":"object"}},"served":true,"storage":true}]}}

    new {"metadata":{"name":"x","namespace":"default"},"spec":{"a":1}}
    = {"metadata":{"name":"x","namespace":"default"},"spec":{"a":1}}

    new {"metadata":{"name":"x","namespace":"default"},"spec":{"b":5}}
    = {"metadata":{"name":"x","namespace":"default"},"spec":{"b":5}}

    new {"metadata":{"name":"x","namespace":"default"},"spec":{"b":1}}
    - <nil>: Invalid value: "": "spec" must validate at least one schema (anyOf)
    - spec.b: Invalid value: 1: spec.b in body should be greater than or equal to 3

    new {"metadata":{"name":"x","namespace":"default"},"spec":{}}
    - <nil>: Invalid value: "": "spec" must validate at least one schema (anyOf)
    - spec.a: Required value

    new {"metadata":{"name":"x","namespace":"default"},"spec":{"a":1,"c":{}}}
    - <nil>: Invalid value: "": "spec.c" must validate one and only one schema (oneOf). Found none valid
    - spec.c.x: Required value

    new {"metadata":{"name":"x","namespace":"default"},"spec":{"a":1,"c":{"x":1}}}
    = {"metadata":{"name":"x","namespace":"default"},"spec":{"a":1,"c":{"x":1}}}

    new {"metadata":{"name":"x","namespace":"default"},"spec":{"a":1,"c":{"x":1,"y":2}}}
    - <nil>: Invalid value: "": "spec.c" must validate one and only one schema (oneOf). Found 2 valid\
    |  alternatives

    new {"metadata":{"name":"x","namespace":"default"},"spec":{"a":1,"d":{}}}
    = {"metadata":{"name":"x","namespace":"default"},"spec":{"a":1,"d":{}}}

    new {"metadata":{"name":"x","namespace":"default"},"spec":{"a":1,"d":{"e":1}}}
    - <nil>: Invalid value: "": "spec.d" must not validate the schema (not)

    new {"metadata":{"name":"x","namespace":"default"},"spec":{"a":1,"f":4}}
    - spec.f: Invalid value: 4: spec.f in body should be greater than or equal to 5
    - spec.f: Invalid value: 4: spec.f in body should be less than or equal to 3
    - <nil>: Invalid value: "": "spec.f" must validate all the schemas (allOf). None validated

    new {"metadata":{"name":"x","namespace":"default"},"spec":{"a":1,"f":2}}
    - spec.f: Invalid value: 2: spec.f in body should be greater than or equal to 5
    - <nil>: Invalid value: "": "spec.f" must validate all the schemas (allOf)

    new {"metadata":{"name":"x","namespace":"default"},"spec":{"a":1,"f":9}}
    - spec.f: Invalid value: 9: spec.f in body should be less than or equal to 3
    - <nil>: Invalid value: "": "spec.f" must validate all the schemas (allOf)

    new {"metadata":{"name":"x","namespace":"default"},"spec":{"a":1,"g":"abc"}}
    = {"metadata":{"name":"x","namespace":"default"},"spec":{"a":1,"g":"abc"}}

    new {"metadata":{"name":"x","namespace":"default"},"spec":{"a":1,"g":"zzzz"}}
    - <nil>: Invalid value: "": "spec.g" must validate at least one schema (anyOf)
    - spec.g: Invalid value: "zzzz": spec.g in body should match '^a'

    new {"metadata":{"name":"x","namespace":"default"},"spec":{"a":1,"g":"xyz"}}
    = {"metadata":{"name":"x","namespace":"default"},"spec":{"a":1,"g":"xyz"}}

    new {"metadata":{"name":"x","namespace":"default"},"spec":{"a":1,"h":[1,6,9]}}
    - <nil>: Invalid value: "": "spec.h[1]" must validate one and only one schema (oneOf). Found 2\
    |  valid alternatives

    new {"metadata":{"name":"x","namespace":"default"},"spec":{"a":1,"p":5}}
    = {"metadata":{"name":"x","namespace":"default"},"spec":{"a":1,"p":5}}

    new {"metadata":{"name":"x","namespace":"default"},"spec":{"a":1,"p":"5%"}}
    = {"metadata":{"name":"x","namespace":"default"},"spec":{"a":1,"p":"5%"}}

    new {"metadata":{"name":"x","namespace":"default"},"spec":{"a":1,"p":"x"}}
    - spec.p: Invalid value: "x": spec.p in body should match '^[0-9]+%$'

    new {"metadata":{"name":"x","namespace":"default"},"spec":{"a":1,"p":true}}
    - spec.p: Invalid value: "boolean": spec.p in body must be of type integer,string: "boolean"
    - <nil>: Invalid value: "": "spec.p" must validate at least one schema (anyOf)
    - spec.p: Invalid value: "boolean": spec.p in body must be of type integer: "boolean"

    new {"metadata":{"name":"x","namespace":"default"},"spec":{"a":"x","g":"zzz"}}
    - spec.a: Invalid value: "string": spec.a in body must be of type integer: "string"
    - <nil>: Invalid value: "": "spec.g" must validate at least one schema (anyOf)
    - spec.g: Invalid value: "zzz": spec.g in body should match '^a'
    """#
