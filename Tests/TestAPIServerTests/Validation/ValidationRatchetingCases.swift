/// Updates of objects that were stored before the schema forbade them, and what a kube-apiserver 1.36
/// makes of them (`=`) or says of them (`-`): what did not change is not told.
let ratchetingCases = #"""
    crd {"apiVersion":"apiextensions.k8s.io/v1","kind":"CustomResourceDefinition",\
    | "metadata":{"name":"rats.cel.example"},"spec":{"group":"cel.example","names":{"kind":"Rat",\
    | "plural":"rats"},"scope":"Namespaced","versions":[{"name":"v1",\
    | "schema":{"openAPIV3Schema":{"properties":{"spec":{"properties":{"a":{"maximum":5,\
    | "type":"integer"},"b":{"maxLength":3,"type":"string"},"c":{"anyOf":[{"required":["x"]},\
    | {"required":["y"]}],"properties":{"x":{"type":"integer"},"y":{"type":"integer"}},\
    | "type":"object"},"e":{"enum":["A"],"type":"string"},"l":{"items":{"maximum":5,"type":"integer"},\
    | "maxItems":10,"type":"array"},"m":{"additionalProperties":{"maximum":5,"type":"integer"},\
    | "maxProperties":10,"type":"object"},"mp":{"items":{"properties":{"k":{"type":"string"},\
    | "v":{"maximum":5,"type":"integer"},"w":{"type":"integer"}},"required":["k"],"type":"object"},\
    | "maxItems":10,"type":"array","x-kubernetes-list-map-keys":["k"],"x-kubernetes-list-type":"map"},\
    | "n":{"type":"integer"},"o":{"properties":{"x":{"maximum":5,"type":"integer"},\
    | "y":{"type":"integer"}},"required":["z"],"type":"object",\
    | "x-kubernetes-validations":[{"message":"y needed","rule":"has(self.y) && self.y > 0"}]},\
    | "r":{"type":"integer","x-kubernetes-validations":[{"message":"r too big","rule":"self < 5"}]},\
    | "rl":{"items":{"type":"integer","x-kubernetes-validations":[{"rule":"self < 5"}]},"maxItems":5,\
    | "type":"array"},"set":{"items":{"type":"string"},"maxItems":5,"type":"array",\
    | "x-kubernetes-list-type":"set"}},"type":"object","x-kubernetes-validations":[{"message":"n too\
    |  big","rule":"!has(self.n) || self.n < 5"}]},"status":{"properties":{"p":{"enum":["X"],\
    | "type":"string"},"q":{"type":"integer"}},"type":"object"}},"type":"object"}},"served":true,\
    | "storage":true,"subresources":{"scale":{"specReplicasPath":".spec.n",\
    | "statusReplicasPath":".status.q"},"status":{}}}]}}

    new {"metadata":{"name":"x","namespace":"default"},"spec":{"a":9,"n":1}}
    old {"metadata":{"name":"x","namespace":"default"},"spec":{"a":9}}
    = {"metadata":{"name":"x","namespace":"default"},"spec":{"a":9,"n":1}}

    new {"metadata":{"name":"x","namespace":"default"},"spec":{"a":10}}
    old {"metadata":{"name":"x","namespace":"default"},"spec":{"a":9}}
    - spec.a: Invalid value: 10: spec.a in body should be less than or equal to 5

    new {"metadata":{"name":"x","namespace":"default"},"spec":{"l":[9,1],"n":1}}
    old {"metadata":{"name":"x","namespace":"default"},"spec":{"l":[9,1]}}
    = {"metadata":{"name":"x","namespace":"default"},"spec":{"l":[9,1],"n":1}}

    new {"metadata":{"name":"x","namespace":"default"},"spec":{"l":[9,2]}}
    old {"metadata":{"name":"x","namespace":"default"},"spec":{"l":[9,1]}}
    - spec.l[0]: Invalid value: 9: spec.l[0] in body should be less than or equal to 5

    new {"metadata":{"name":"x","namespace":"default"},"spec":{"mp":[{"k":"b"},{"k":"a","v":9}]}}
    old {"metadata":{"name":"x","namespace":"default"},"spec":{"mp":[{"k":"a","v":9}]}}
    = {"metadata":{"name":"x","namespace":"default"},"spec":{"mp":[{"k":"b"},{"k":"a","v":9}]}}

    new {"metadata":{"name":"x","namespace":"default"},"spec":{"mp":[{"k":"a","v":9,"w":1}]}}
    old {"metadata":{"name":"x","namespace":"default"},"spec":{"mp":[{"k":"a","v":9}]}}
    = {"metadata":{"name":"x","namespace":"default"},"spec":{"mp":[{"k":"a","v":9,"w":1}]}}

    new {"metadata":{"name":"x","namespace":"default"},"spec":{"mp":[{"k":"a","v":8}]}}
    old {"metadata":{"name":"x","namespace":"default"},"spec":{"mp":[{"k":"a","v":9}]}}
    - spec.mp[0].v: Invalid value: 8: spec.mp[0].v in body should be less than or equal to 5

    new {"metadata":{"name":"x","namespace":"default"},"spec":{"n":1,"set":["a","a"]}}
    old {"metadata":{"name":"x","namespace":"default"},"spec":{"set":["a","a"]}}
    = {"metadata":{"name":"x","namespace":"default"},"spec":{"n":1,"set":["a","a"]}}

    new {"metadata":{"name":"x","namespace":"default"},"spec":{"set":["b","b"]}}
    old {"metadata":{"name":"x","namespace":"default"},"spec":{"set":["a","a"]}}
    = {"metadata":{"name":"x","namespace":"default"},"spec":{"set":["b","b"]}}

    new {"metadata":{"name":"x","namespace":"default"},"spec":{"set":["b","b"]}}
    old {"metadata":{"name":"x","namespace":"default"},"spec":{"set":["a"]}}
    - spec.set[1]: Duplicate value: "b"

    new {"metadata":{"name":"x","namespace":"default"},"spec":{"m":{"a":9,"b":1}}}
    old {"metadata":{"name":"x","namespace":"default"},"spec":{"m":{"a":9}}}
    = {"metadata":{"name":"x","namespace":"default"},"spec":{"m":{"a":9,"b":1}}}

    new {"metadata":{"name":"x","namespace":"default"},"spec":{"m":{"a":9,"b":9}}}
    old {"metadata":{"name":"x","namespace":"default"},"spec":{"m":{"a":9}}}
    - spec.m.b: Invalid value: 9: spec.m.b in body should be less than or equal to 5

    new {"metadata":{"name":"x","namespace":"default"},"spec":{"n":1,"r":9}}
    old {"metadata":{"name":"x","namespace":"default"},"spec":{"r":9}}
    = {"metadata":{"name":"x","namespace":"default"},"spec":{"n":1,"r":9}}

    new {"metadata":{"name":"x","namespace":"default"},"spec":{"r":8}}
    old {"metadata":{"name":"x","namespace":"default"},"spec":{"r":9}}
    - spec.r: Invalid value: 8: r too big

    new {"metadata":{"name":"x","namespace":"default"},"spec":{"n":1,"o":{"x":9}}}
    old {"metadata":{"name":"x","namespace":"default"},"spec":{"o":{"x":9}}}
    = {"metadata":{"name":"x","namespace":"default"},"spec":{"n":1,"o":{"x":9}}}

    new {"metadata":{"name":"x","namespace":"default"},"spec":{"o":{"x":9,"y":1}}}
    old {"metadata":{"name":"x","namespace":"default"},"spec":{"o":{"x":9}}}
    - spec.o.z: Required value
    - <nil>: Invalid value: null: some validation rules were not checked because the object was\
    |  invalid; correct the existing errors to complete validation

    new {"metadata":{"name":"x","namespace":"default"},"spec":{"o":{"x":8}}}
    old {"metadata":{"name":"x","namespace":"default"},"spec":{"o":{"x":9}}}
    - spec.o.x: Invalid value: 8: spec.o.x in body should be less than or equal to 5
    - spec.o.z: Required value
    - <nil>: Invalid value: null: some validation rules were not checked because the object was\
    |  invalid; correct the existing errors to complete validation

    new {"metadata":{"name":"x","namespace":"default"},"spec":{"c":{},"n":1}}
    old {"metadata":{"name":"x","namespace":"default"},"spec":{"c":{}}}
    = {"metadata":{"name":"x","namespace":"default"},"spec":{"c":{},"n":1}}

    new {"metadata":{"name":"x","namespace":"default"},"spec":{"n":1,"rl":[9]}}
    old {"metadata":{"name":"x","namespace":"default"},"spec":{"rl":[9]}}
    = {"metadata":{"name":"x","namespace":"default"},"spec":{"n":1,"rl":[9]}}

    new {"metadata":{"name":"x","namespace":"default"},"spec":{"rl":[9,1]}}
    old {"metadata":{"name":"x","namespace":"default"},"spec":{"rl":[9]}}
    - spec.rl[0]: Invalid value: 9: failed rule: self < 5

    new {"metadata":{"name":"x","namespace":"default"},"spec":{"e":"Z","n":1}}
    old {"metadata":{"name":"x","namespace":"default"},"spec":{"e":"Z"}}
    = {"metadata":{"name":"x","namespace":"default"},"spec":{"e":"Z","n":1}}

    new {"metadata":{"name":"x","namespace":"default"},"spec":{"e":"Y"}}
    old {"metadata":{"name":"x","namespace":"default"},"spec":{"e":"Z"}}
    - spec.e: Unsupported value: "Y": supported values: "A"
    - <nil>: Invalid value: null: some validation rules were not checked because the object was\
    |  invalid; correct the existing errors to complete validation

    new {"metadata":{"name":"x","namespace":"default"},"spec":{"a":1,"n":9}}
    old {"metadata":{"name":"x","namespace":"default"},"spec":{"n":9}}
    - spec: Invalid value: n too big

    new {"metadata":{"name":"x","namespace":"default"},"spec":{"n":8}}
    old {"metadata":{"name":"x","namespace":"default"},"spec":{"n":9}}
    - spec: Invalid value: n too big

    new {"metadata":{"name":"x","namespace":"default"},"spec":{"b":"toolong","r":9}}
    old {"metadata":{"name":"x","namespace":"default"},"spec":{"b":"toolong"}}
    - spec.r: Invalid value: 9: r too big

    new {"metadata":{"name":"x","namespace":"default"},"spec":{"a":9,"unk":1}}
    old {"metadata":{"name":"x","namespace":"default"},"spec":{"a":9,"unk":1}}
    ? spec.unk
    = {"metadata":{"name":"x","namespace":"default"},"spec":{"a":9}}

    new {"metadata":{"name":"x","namespace":"default"},"spec":{"a":"str","n":1}}
    old {"metadata":{"name":"x","namespace":"default"},"spec":{"a":"str"}}
    = {"metadata":{"name":"x","namespace":"default"},"spec":{"a":"str","n":1}}

    new {"metadata":{"name":"x","namespace":"default"},"spec":{"n":-1}}
    old {"metadata":{"name":"x","namespace":"default"},"spec":{}}
    - .spec.n: Invalid value: -1: should be a non-negative integer

    new {"metadata":{"name":"x","namespace":"default"},"spec":{"n":1099511627776}}
    old {"metadata":{"name":"x","namespace":"default"},"spec":{}}
    - .spec.n: Invalid value: 1099511627776: should be less than or equal to 2147483647
    - spec: Invalid value: n too big

    new {"metadata":{"name":"x","namespace":"default"},"spec":{"mp":[{"k":"k10"},{"k":"k9"},{"k":"k8"},\
    | {"k":"k7"},{"k":"k6"},{"k":"k5"},{"k":"k4"},{"k":"k3"},{"k":"k2"},{"k":"k1"},{"k":"k0"}],"r":1}}
    old {"metadata":{"name":"x","namespace":"default"},"spec":{"mp":[{"k":"k0"},{"k":"k1"},{"k":"k2"},\
    | {"k":"k3"},{"k":"k4"},{"k":"k5"},{"k":"k6"},{"k":"k7"},{"k":"k8"},{"k":"k9"},{"k":"k10"}]}}
    = {"metadata":{"name":"x","namespace":"default"},"spec":{"mp":[{"k":"k10"},{"k":"k9"},{"k":"k8"},\
    | {"k":"k7"},{"k":"k6"},{"k":"k5"},{"k":"k4"},{"k":"k3"},{"k":"k2"},{"k":"k1"},{"k":"k0"}],"r":1}}

    new {"metadata":{"name":"x","namespace":"default"},"spec":{"l":[1,1,1,1,1,1,1,1,1,1,1],"r":1}}
    old {"metadata":{"name":"x","namespace":"default"},"spec":{"l":[1,1,1,1,1,1,1,1,1,1,1]}}
    = {"metadata":{"name":"x","namespace":"default"},"spec":{"l":[1,1,1,1,1,1,1,1,1,1,1],"r":1}}

    new {"metadata":{"name":"x","namespace":"default"},"spec":{"l":[-1,-2,-3,-4,-5,-6,-7,-8,-9,-10,\
    | -11]}}
    old {"metadata":{"name":"x","namespace":"default"},"spec":{"l":[-11,-10,-9,-8,-7,-6,-5,-4,-3,-2,\
    | -1]}}
    - spec.l: Too many: 11: must have at most 10 items
    - <nil>: Invalid value: null: some validation rules were not checked because the object was\
    |  invalid; correct the existing errors to complete validation

    new {"metadata":{"name":"x","namespace":"default"},"spec":{},"status":{"p":"bad","q":2}}
    old {"metadata":{"name":"x","namespace":"default"},"spec":{},"status":{"p":"bad","q":1}}
    sub status
    = {"metadata":{"name":"x","namespace":"default"},"spec":{},"status":{"p":"bad","q":2}}

    new {"metadata":{"name":"x","namespace":"default"},"spec":{},"status":{"p":"worse","q":2}}
    old {"metadata":{"name":"x","namespace":"default"},"spec":{},"status":{"p":"bad","q":1}}
    sub status
    - status.p: Unsupported value: "worse": supported values: "X"
    - <nil>: Invalid value: null: some validation rules were not checked because the object was\
    |  invalid; correct the existing errors to complete validation

    new {"metadata":{"name":"x","namespace":"default"},"spec":{},"status":{"p":"bad","q":-2}}
    old {"metadata":{"name":"x","namespace":"default"},"spec":{},"status":{"p":"bad","q":1}}
    sub status
    - .status.q: Invalid value: -2: should be a non-negative integer
    """#
