/// Objects of all types and formats, and what a kube-apiserver 1.36 makes of them (`=`) or says of them
/// (`-`), with the fields it does not know (`?`).
let valueCases = #"""
    crd {"apiVersion":"apiextensions.k8s.io/v1","kind":"CustomResourceDefinition",\
    | "metadata":{"name":"bigs.cel.example"},"spec":{"group":"cel.example","names":{"kind":"Big",\
    | "plural":"bigs"},"scope":"Namespaced","versions":[{"name":"v1",\
    | "schema":{"openAPIV3Schema":{"properties":{"spec":{"properties":{"any":{"x-kubernetes-preserve-un\
    | known-fields":true},"b":{"type":"boolean"},"by":{"format":"byte","type":"string"},\
    | "cidr":{"format":"cidr","type":"string"},"d":{"format":"date","type":"string"},\
    | "dbl":{"format":"double","multipleOf":0.5,"type":"number"},"def":{"properties":{"x":{"default":7,\
    | "type":"integer"},"y":{"default":{},"properties":{"z":{"default":"q","type":"string"}},\
    | "type":"object"}},"type":"object"},"defn":{"default":"dflt","type":"string"},\
    | "defnull":{"default":"dflt","nullable":true,"type":"string"},"dt":{"format":"date-time",\
    | "type":"string"},"dur":{"format":"duration","type":"string"},"em":{"format":"email",\
    | "type":"string"},"emb":{"type":"object","x-kubernetes-embedded-resource":true,\
    | "x-kubernetes-preserve-unknown-fields":true},"en":{"enum":["A","B"],"type":"string"},\
    | "eni":{"enum":[1,2],"type":"integer"},"ex":{"exclusiveMaximum":true,"exclusiveMinimum":true,\
    | "maximum":10,"minimum":0,"type":"integer"},"free":{"additionalProperties":true,"type":"object"},\
    | "host":{"format":"hostname","type":"string"},"i":{"maximum":100,"minimum":1,"type":"integer"},\
    | "i32":{"format":"int32","type":"integer"},"i64":{"format":"int64","type":"integer"},\
    | "ios":{"x-kubernetes-int-or-string":true},"ip":{"format":"ipv4","type":"string"},\
    | "ip6":{"format":"ipv6","type":"string"},"l":{"items":{"type":"string"},"maxItems":3,"minItems":1,\
    | "type":"array"},"m":{"additionalProperties":{"type":"integer"},"maxProperties":2,\
    | "minProperties":1,"type":"object"},"mp":{"items":{"properties":{"k":{"type":"string"},\
    | "v":{"type":"integer"},"z":{"default":"zz","type":"string"}},"required":["k"],"type":"object"},\
    | "type":"array","x-kubernetes-list-map-keys":["k"],"x-kubernetes-list-type":"map"},\
    | "mp2":{"items":{"properties":{"j":{"default":1,"type":"integer"},"k":{"type":"string"},\
    | "v":{"type":"integer"}},"required":["k"],"type":"object"},"type":"array",\
    | "x-kubernetes-list-map-keys":["k","j"],"x-kubernetes-list-type":"map"},"mul":{"multipleOf":3,\
    | "type":"integer"},"n":{"nullable":true,"type":"string"},"nn":{"type":"string"},\
    | "num":{"maximum":2.5,"minimum":0.5,"type":"number"},"o":{"properties":{"a":{"type":"integer"},\
    | "b":{"type":"string"}},"required":["a","b"],"type":"object"},"p":{"pattern":"^[a-z]+$",\
    | "type":"string"},"pu":{"properties":{"x":{"properties":{"y":{"type":"integer"}},\
    | "type":"object"}},"type":"object","x-kubernetes-preserve-unknown-fields":true},\
    | "s":{"maxLength":5,"minLength":2,"type":"string"},"set":{"items":{"type":"string"},\
    | "type":"array","x-kubernetes-list-type":"set"},"unk":{"format":"whatever","type":"string"},\
    | "uri":{"format":"uri","type":"string"},"uuid":{"format":"uuid","type":"string"}},\
    | "type":"object"},"status":{"properties":{"conds":{"items":{"properties":{"status":{"type":"string\
    | "},"type":{"type":"string"}},"required":["type","status"],"type":"object"},"type":"array",\
    | "x-kubernetes-list-map-keys":["type"],"x-kubernetes-list-type":"map"},"n":{"maximum":5,\
    | "type":"integer"},"phase":{"enum":["X","Y"],"type":"string"}},"type":"object"}},\
    | "type":"object"}},"served":true,"storage":true,"subresources":{"status":{}}}]}}

    new {"metadata":{"name":"x","namespace":"default"},"spec":{"i32":1}}
    = {"metadata":{"name":"x","namespace":"default"},"spec":{"defn":"dflt","defnull":"dflt","i32":1}}

    new {"metadata":{"name":"x","namespace":"default"},"spec":{"i32":2147483648}}
    - <nil>: Invalid value: "": Checked value must be of type integer with format int32 in spec.i32

    new {"metadata":{"name":"x","namespace":"default"},"spec":{"i32":1.5}}
    - spec.i32: Invalid value: "float64": spec.i32 in body must be of type int32: "float64"
    - <nil>: Invalid value: "": Checked value must be of type integer with format int32 in spec.i32

    new {"metadata":{"name":"x","namespace":"default"},"spec":{"i32":1.0}}
    = {"metadata":{"name":"x","namespace":"default"},"spec":{"defn":"dflt","defnull":"dflt","i32":1.0}}

    new {"metadata":{"name":"x","namespace":"default"},"spec":{"i32":"1"}}
    - spec.i32: Invalid value: "string": spec.i32 in body must be of type integer: "string"

    new {"metadata":{"name":"x","namespace":"default"},"spec":{"i32":true}}
    - spec.i32: Invalid value: "": spec.i32 in body must be of type int32: ""

    new {"metadata":{"name":"x","namespace":"default"},"spec":{"i32":null}}
    = {"metadata":{"name":"x","namespace":"default"},"spec":{"defn":"dflt","defnull":"dflt"}}

    new {"metadata":{"name":"x","namespace":"default"},"spec":{"i32":-2147483649}}
    - <nil>: Invalid value: "": Checked value must be of type integer with format int32 in spec.i32

    new {"metadata":{"name":"x","namespace":"default"},"spec":{"i64":9007199254740992}}
    = {"metadata":{"name":"x","namespace":"default"},"spec":{"defn":"dflt","defnull":"dflt",\
    | "i64":9007199254740992}}

    new {"metadata":{"name":"x","namespace":"default"},"spec":{"i64":1e+30}}
    - spec.i64: Invalid value: "float64": spec.i64 in body must be of type int64: "float64"
    - <nil>: Invalid value: "": Checked value must be of type integer with format int64 in spec.i64

    new {"metadata":{"name":"x","namespace":"default"},"spec":{"i64":1.0}}
    = {"metadata":{"name":"x","namespace":"default"},"spec":{"defn":"dflt","defnull":"dflt","i64":1.0}}

    new {"metadata":{"name":"x","namespace":"default"},"spec":{"i":0}}
    - spec.i: Invalid value: 0: spec.i in body should be greater than or equal to 1

    new {"metadata":{"name":"x","namespace":"default"},"spec":{"i":1}}
    = {"metadata":{"name":"x","namespace":"default"},"spec":{"defn":"dflt","defnull":"dflt","i":1}}

    new {"metadata":{"name":"x","namespace":"default"},"spec":{"i":100}}
    = {"metadata":{"name":"x","namespace":"default"},"spec":{"defn":"dflt","defnull":"dflt","i":100}}

    new {"metadata":{"name":"x","namespace":"default"},"spec":{"i":101}}
    - spec.i: Invalid value: 101: spec.i in body should be less than or equal to 100

    new {"metadata":{"name":"x","namespace":"default"},"spec":{"i":50.5}}
    - spec.i: Invalid value: "number": spec.i in body must be of type integer: "number"
    - <nil>: Invalid value: "": Checked value must be of type integer (default format) in spec.i

    new {"metadata":{"name":"x","namespace":"default"},"spec":{"i":"x"}}
    - spec.i: Invalid value: "string": spec.i in body must be of type integer: "string"

    new {"metadata":{"name":"x","namespace":"default"},"spec":{"i":[]}}
    - spec.i: Invalid value: "array": spec.i in body must be of type integer: "array"

    new {"metadata":{"name":"x","namespace":"default"},"spec":{"i":{}}}
    - spec.i: Invalid value: "object": spec.i in body must be of type integer: "object"

    new {"metadata":{"name":"x","namespace":"default"},"spec":{"ex":0}}
    - spec.ex: Invalid value: 0: spec.ex in body should be greater than 0

    new {"metadata":{"name":"x","namespace":"default"},"spec":{"ex":10}}
    - spec.ex: Invalid value: 10: spec.ex in body should be less than 10

    new {"metadata":{"name":"x","namespace":"default"},"spec":{"ex":5}}
    = {"metadata":{"name":"x","namespace":"default"},"spec":{"defn":"dflt","defnull":"dflt","ex":5}}

    new {"metadata":{"name":"x","namespace":"default"},"spec":{"num":0.4}}
    - spec.num: Invalid value: 0.4: spec.num in body should be greater than or equal to 0.5

    new {"metadata":{"name":"x","namespace":"default"},"spec":{"num":0.5}}
    = {"metadata":{"name":"x","namespace":"default"},"spec":{"defn":"dflt","defnull":"dflt","num":0.5}}

    new {"metadata":{"name":"x","namespace":"default"},"spec":{"num":2}}
    = {"metadata":{"name":"x","namespace":"default"},"spec":{"defn":"dflt","defnull":"dflt","num":2}}

    new {"metadata":{"name":"x","namespace":"default"},"spec":{"num":2.6}}
    - spec.num: Invalid value: 2.6: spec.num in body should be less than or equal to 2.5

    new {"metadata":{"name":"x","namespace":"default"},"spec":{"num":3}}
    - spec.num: Invalid value: 3: spec.num in body should be less than or equal to 2

    new {"metadata":{"name":"x","namespace":"default"},"spec":{"num":"x"}}
    - spec.num: Invalid value: "string": spec.num in body must be of type number: "string"

    new {"metadata":{"name":"x","namespace":"default"},"spec":{"dbl":1}}
    - spec.dbl: Invalid value: 0: factor MultipleOf declared for spec.dbl must be positive: 0

    new {"metadata":{"name":"x","namespace":"default"},"spec":{"dbl":1.25}}
    - spec.dbl: Invalid value: 1.25: spec.dbl in body should be a multiple of 0.5

    new {"metadata":{"name":"x","namespace":"default"},"spec":{"dbl":1.5}}
    = {"metadata":{"name":"x","namespace":"default"},"spec":{"dbl":1.5,"defn":"dflt","defnull":"dflt"}}

    new {"metadata":{"name":"x","namespace":"default"},"spec":{"dbl":"x"}}
    - spec.dbl: Invalid value: "string": spec.dbl in body must be of type number: "string"

    new {"metadata":{"name":"x","namespace":"default"},"spec":{"mul":3}}
    = {"metadata":{"name":"x","namespace":"default"},"spec":{"defn":"dflt","defnull":"dflt","mul":3}}

    new {"metadata":{"name":"x","namespace":"default"},"spec":{"mul":4}}
    - spec.mul: Invalid value: 4: spec.mul in body should be a multiple of 3

    new {"metadata":{"name":"x","namespace":"default"},"spec":{"s":"a"}}
    - spec.s: Invalid value: "a": spec.s in body should be at least 2 chars long

    new {"metadata":{"name":"x","namespace":"default"},"spec":{"s":"ab"}}
    = {"metadata":{"name":"x","namespace":"default"},"spec":{"defn":"dflt","defnull":"dflt","s":"ab"}}

    new {"metadata":{"name":"x","namespace":"default"},"spec":{"s":"abcdef"}}
    - spec.s: Too long: may not be more than 5 bytes

    new {"metadata":{"name":"x","namespace":"default"},"spec":{"s":"äöüäö"}}
    = {"metadata":{"name":"x","namespace":"default"},"spec":{"defn":"dflt","defnull":"dflt",\
    | "s":"äöüäö"}}

    new {"metadata":{"name":"x","namespace":"default"},"spec":{"s":1}}
    - spec.s: Invalid value: "integer": spec.s in body must be of type string: "integer"

    new {"metadata":{"name":"x","namespace":"default"},"spec":{"p":"abc"}}
    = {"metadata":{"name":"x","namespace":"default"},"spec":{"defn":"dflt","defnull":"dflt","p":"abc"}}

    new {"metadata":{"name":"x","namespace":"default"},"spec":{"p":"ABC"}}
    - spec.p: Invalid value: "ABC": spec.p in body should match '^[a-z]+$'

    new {"metadata":{"name":"x","namespace":"default"},"spec":{"p":5}}
    - spec.p: Invalid value: "integer": spec.p in body must be of type string: "integer"

    new {"metadata":{"name":"x","namespace":"default"},"spec":{"en":"A"}}
    = {"metadata":{"name":"x","namespace":"default"},"spec":{"defn":"dflt","defnull":"dflt","en":"A"}}

    new {"metadata":{"name":"x","namespace":"default"},"spec":{"en":"C"}}
    - spec.en: Unsupported value: "C": supported values: "A", "B"

    new {"metadata":{"name":"x","namespace":"default"},"spec":{"en":1}}
    - spec.en: Invalid value: "integer": spec.en in body must be of type string: "integer"
    - spec.en: Unsupported value: 1: supported values: "A", "B"

    new {"metadata":{"name":"x","namespace":"default"},"spec":{"en":null}}
    = {"metadata":{"name":"x","namespace":"default"},"spec":{"defn":"dflt","defnull":"dflt"}}

    new {"metadata":{"name":"x","namespace":"default"},"spec":{"eni":1}}
    = {"metadata":{"name":"x","namespace":"default"},"spec":{"defn":"dflt","defnull":"dflt","eni":1}}

    new {"metadata":{"name":"x","namespace":"default"},"spec":{"eni":3}}
    - spec.eni: Unsupported value: 3: supported values: "1", "2"

    new {"metadata":{"name":"x","namespace":"default"},"spec":{"eni":1.0}}
    = {"metadata":{"name":"x","namespace":"default"},"spec":{"defn":"dflt","defnull":"dflt","eni":1.0}}

    new {"metadata":{"name":"x","namespace":"default"},"spec":{"eni":"1"}}
    - spec.eni: Invalid value: "string": spec.eni in body must be of type integer: "string"
    - spec.eni: Unsupported value: "1": supported values: "1", "2"

    new {"metadata":{"name":"x","namespace":"default"},"spec":{"dt":"2024-01-02T03:04:05Z"}}
    = {"metadata":{"name":"x","namespace":"default"},"spec":{"defn":"dflt","defnull":"dflt",\
    | "dt":"2024-01-02T03:04:05Z"}}

    new {"metadata":{"name":"x","namespace":"default"},"spec":{"dt":"2024-01-02"}}
    - spec.dt: Invalid value: "2024-01-02": spec.dt in body must be of type date-time: "2024-01-02"

    new {"metadata":{"name":"x","namespace":"default"},"spec":{"dt":"x"}}
    - spec.dt: Invalid value: "x": spec.dt in body must be of type date-time: "x"

    new {"metadata":{"name":"x","namespace":"default"},"spec":{"dt":5}}
    - spec.dt: Invalid value: "int64": spec.dt in body must be of type date-time: "int64"

    new {"metadata":{"name":"x","namespace":"default"},"spec":{"dt":"2024-01-02T03:04:05.123+02:00"}}
    = {"metadata":{"name":"x","namespace":"default"},"spec":{"defn":"dflt","defnull":"dflt",\
    | "dt":"2024-01-02T03:04:05.123+02:00"}}

    new {"metadata":{"name":"x","namespace":"default"},"spec":{"dt":"2024-01-02t03:04:05z"}}
    = {"metadata":{"name":"x","namespace":"default"},"spec":{"defn":"dflt","defnull":"dflt",\
    | "dt":"2024-01-02t03:04:05z"}}

    new {"metadata":{"name":"x","namespace":"default"},"spec":{"dt":[]}}
    = {"metadata":{"name":"x","namespace":"default"},"spec":{"defn":"dflt","defnull":"dflt","dt":[]}}

    new {"metadata":{"name":"x","namespace":"default"},"spec":{"dt":{}}}
    - spec.dt: Invalid value: "": spec.dt in body must be of type date-time: ""

    new {"metadata":{"name":"x","namespace":"default"},"spec":{"d":"2024-01-02"}}
    = {"metadata":{"name":"x","namespace":"default"},"spec":{"d":"2024-01-02","defn":"dflt",\
    | "defnull":"dflt"}}

    new {"metadata":{"name":"x","namespace":"default"},"spec":{"d":"2024-02-30"}}
    - spec.d: Invalid value: "2024-02-30": spec.d in body must be of type date: "2024-02-30"

    new {"metadata":{"name":"x","namespace":"default"},"spec":{"d":5}}
    - spec.d: Invalid value: "int64": spec.d in body must be of type date: "int64"

    new {"metadata":{"name":"x","namespace":"default"},"spec":{"dur":"1h"}}
    = {"metadata":{"name":"x","namespace":"default"},"spec":{"defn":"dflt","defnull":"dflt","dur":"1h"}}

    new {"metadata":{"name":"x","namespace":"default"},"spec":{"dur":"1d"}}
    = {"metadata":{"name":"x","namespace":"default"},"spec":{"defn":"dflt","defnull":"dflt","dur":"1d"}}

    new {"metadata":{"name":"x","namespace":"default"},"spec":{"dur":"2 days"}}
    = {"metadata":{"name":"x","namespace":"default"},"spec":{"defn":"dflt","defnull":"dflt","dur":"2\
    |  days"}}

    new {"metadata":{"name":"x","namespace":"default"},"spec":{"dur":"x"}}
    - spec.dur: Invalid value: "x": spec.dur in body must be of type duration: "x"

    new {"metadata":{"name":"x","namespace":"default"},"spec":{"dur":""}}
    - spec.dur: Invalid value: "": spec.dur in body must be of type duration: ""

    new {"metadata":{"name":"x","namespace":"default"},"spec":{"dur":5}}
    - spec.dur: Invalid value: "int64": spec.dur in body must be of type duration: "int64"

    new {"metadata":{"name":"x","namespace":"default"},"spec":{"uuid":"123e4567-e89b-12d3-a456-42661417\
    | 4000"}}
    = {"metadata":{"name":"x","namespace":"default"},"spec":{"defn":"dflt","defnull":"dflt",\
    | "uuid":"123e4567-e89b-12d3-a456-426614174000"}}

    new {"metadata":{"name":"x","namespace":"default"},"spec":{"uuid":"x"}}
    - spec.uuid: Invalid value: "x": spec.uuid in body must be of type uuid: "x"

    new {"metadata":{"name":"x","namespace":"default"},"spec":{"ip":"1.2.3.4"}}
    = {"metadata":{"name":"x","namespace":"default"},"spec":{"defn":"dflt","defnull":"dflt",\
    | "ip":"1.2.3.4"}}

    new {"metadata":{"name":"x","namespace":"default"},"spec":{"ip":"1.2.3"}}
    - spec.ip: Invalid value: "1.2.3": spec.ip in body must be of type ipv4: "1.2.3"

    new {"metadata":{"name":"x","namespace":"default"},"spec":{"ip":"01.2.3.4"}}
    = {"metadata":{"name":"x","namespace":"default"},"spec":{"defn":"dflt","defnull":"dflt",\
    | "ip":"01.2.3.4"}}

    new {"metadata":{"name":"x","namespace":"default"},"spec":{"ip6":"::1"}}
    = {"metadata":{"name":"x","namespace":"default"},"spec":{"defn":"dflt","defnull":"dflt",\
    | "ip6":"::1"}}

    new {"metadata":{"name":"x","namespace":"default"},"spec":{"ip6":"1::2::3"}}
    - spec.ip6: Invalid value: "1::2::3": spec.ip6 in body must be of type ipv6: "1::2::3"

    new {"metadata":{"name":"x","namespace":"default"},"spec":{"ip6":"fe80::1"}}
    = {"metadata":{"name":"x","namespace":"default"},"spec":{"defn":"dflt","defnull":"dflt",\
    | "ip6":"fe80::1"}}

    new {"metadata":{"name":"x","namespace":"default"},"spec":{"em":"a@b.c"}}
    = {"metadata":{"name":"x","namespace":"default"},"spec":{"defn":"dflt","defnull":"dflt",\
    | "em":"a@b.c"}}

    new {"metadata":{"name":"x","namespace":"default"},"spec":{"em":"x"}}
    - spec.em: Invalid value: "x": spec.em in body must be of type email: "x"

    new {"metadata":{"name":"x","namespace":"default"},"spec":{"host":"a.b"}}
    - spec.host: Invalid value: "a.b": spec.host in body must be of type hostname: "a.b"

    new {"metadata":{"name":"x","namespace":"default"},"spec":{"host":"a_b"}}
    - spec.host: Invalid value: "a_b": spec.host in body must be of type hostname: "a_b"

    new {"metadata":{"name":"x","namespace":"default"},"spec":{"host":"-"}}
    - spec.host: Invalid value: "-": spec.host in body must be of type hostname: "-"

    new {"metadata":{"name":"x","namespace":"default"},"spec":{"by":"YQ=="}}
    = {"metadata":{"name":"x","namespace":"default"},"spec":{"by":"YQ==","defn":"dflt",\
    | "defnull":"dflt"}}

    new {"metadata":{"name":"x","namespace":"default"},"spec":{"by":"YQ"}}
    - spec.by: Invalid value: "YQ": spec.by in body must be of type byte: "YQ"

    new {"metadata":{"name":"x","namespace":"default"},"spec":{"by":"!!"}}
    - spec.by: Invalid value: "!!": spec.by in body must be of type byte: "!!"

    new {"metadata":{"name":"x","namespace":"default"},"spec":{"cidr":"10.0.0.0/8"}}
    = {"metadata":{"name":"x","namespace":"default"},"spec":{"cidr":"10.0.0.0/8","defn":"dflt",\
    | "defnull":"dflt"}}

    new {"metadata":{"name":"x","namespace":"default"},"spec":{"cidr":"10.0.0.0/40"}}
    - spec.cidr: Invalid value: "10.0.0.0/40": spec.cidr in body must be of type cidr: "10.0.0.0/40"

    new {"metadata":{"name":"x","namespace":"default"},"spec":{"cidr":"x"}}
    - spec.cidr: Invalid value: "x": spec.cidr in body must be of type cidr: "x"

    new {"metadata":{"name":"x","namespace":"default"},"spec":{"uri":"http://a/b"}}
    = {"metadata":{"name":"x","namespace":"default"},"spec":{"defn":"dflt","defnull":"dflt",\
    | "uri":"http://a/b"}}

    new {"metadata":{"name":"x","namespace":"default"},"spec":{"uri":"a"}}
    - spec.uri: Invalid value: "a": spec.uri in body must be of type uri: "a"

    new {"metadata":{"name":"x","namespace":"default"},"spec":{"uri":"/x"}}
    = {"metadata":{"name":"x","namespace":"default"},"spec":{"defn":"dflt","defnull":"dflt","uri":"/x"}}

    new {"metadata":{"name":"x","namespace":"default"},"spec":{"unk":"z"}}
    = {"metadata":{"name":"x","namespace":"default"},"spec":{"defn":"dflt","defnull":"dflt","unk":"z"}}

    new {"metadata":{"name":"x","namespace":"default"},"spec":{"unk":5}}
    - spec.unk: Invalid value: "integer": spec.unk in body must be of type string: "integer"

    new {"metadata":{"name":"x","namespace":"default"},"spec":{"l":[]}}
    - spec.l: Invalid value: 0: spec.l in body should have at least 1 items

    new {"metadata":{"name":"x","namespace":"default"},"spec":{"l":["a"]}}
    = {"metadata":{"name":"x","namespace":"default"},"spec":{"defn":"dflt","defnull":"dflt","l":["a"]}}

    new {"metadata":{"name":"x","namespace":"default"},"spec":{"l":["a","b","c","d"]}}
    - spec.l: Too many: 4: must have at most 3 items

    new {"metadata":{"name":"x","namespace":"default"},"spec":{"l":[1]}}
    - spec.l[0]: Invalid value: "integer": spec.l[0] in body must be of type string: "integer"

    new {"metadata":{"name":"x","namespace":"default"},"spec":{"l":"x"}}
    - spec.l: Invalid value: "string": spec.l in body must be of type array: "string"

    new {"metadata":{"name":"x","namespace":"default"},"spec":{"l":null}}
    = {"metadata":{"name":"x","namespace":"default"},"spec":{"defn":"dflt","defnull":"dflt"}}

    new {"metadata":{"name":"x","namespace":"default"},"spec":{"l":[null]}}
    - spec.l[0]: Invalid value: "null": spec.l[0] in body must be of type string: "null"

    new {"metadata":{"name":"x","namespace":"default"},"spec":{"set":["a","b"]}}
    = {"metadata":{"name":"x","namespace":"default"},"spec":{"defn":"dflt","defnull":"dflt","set":["a",\
    | "b"]}}

    new {"metadata":{"name":"x","namespace":"default"},"spec":{"set":["a","a"]}}
    - spec.set[1]: Duplicate value: "a"

    new {"metadata":{"name":"x","namespace":"default"},"spec":{"set":["a","a","a"]}}
    - spec.set[1]: Duplicate value: "a"

    new {"metadata":{"name":"x","namespace":"default"},"spec":{"set":[]}}
    = {"metadata":{"name":"x","namespace":"default"},"spec":{"defn":"dflt","defnull":"dflt","set":[]}}

    new {"metadata":{"name":"x","namespace":"default"},"spec":{"mp":[{"k":"a"},{"k":"b"}]}}
    = {"metadata":{"name":"x","namespace":"default"},"spec":{"defn":"dflt","defnull":"dflt",\
    | "mp":[{"k":"a","z":"zz"},{"k":"b","z":"zz"}]}}

    new {"metadata":{"name":"x","namespace":"default"},"spec":{"mp":[{"k":"a"},{"k":"a","v":1}]}}
    - spec.mp[1]: Duplicate value: {"k":"a"}

    new {"metadata":{"name":"x","namespace":"default"},"spec":{"mp":[{"v":1}]}}
    - spec.mp[0].k: Required value

    new {"metadata":{"name":"x","namespace":"default"},"spec":{"mp":["x"]}}
    - spec.mp[0]: Invalid value: "string": spec.mp[0] in body must be of type object: "string"
    - spec.mp[0]: Invalid value: "x": must be an object for an array of list-type map

    new {"metadata":{"name":"x","namespace":"default"},"spec":{"mp":[null]}}
    - spec.mp[0]: Invalid value: "null": spec.mp[0] in body must be of type object: "null"

    new {"metadata":{"name":"x","namespace":"default"},"spec":{"mp2":[{"k":"a"},{"j":2,"k":"a"}]}}
    = {"metadata":{"name":"x","namespace":"default"},"spec":{"defn":"dflt","defnull":"dflt",\
    | "mp2":[{"j":1,"k":"a"},{"j":2,"k":"a"}]}}

    new {"metadata":{"name":"x","namespace":"default"},"spec":{"mp2":[{"k":"a"},{"j":1,"k":"a"}]}}
    - spec.mp2[1]: Duplicate value: {"j":1,"k":"a"}

    new {"metadata":{"name":"x","namespace":"default"},"spec":{"m":{}}}
    - spec.m: Invalid value: 0: spec.m in body should have at least 1 properties

    new {"metadata":{"name":"x","namespace":"default"},"spec":{"m":{"a":1}}}
    = {"metadata":{"name":"x","namespace":"default"},"spec":{"defn":"dflt","defnull":"dflt",\
    | "m":{"a":1}}}

    new {"metadata":{"name":"x","namespace":"default"},"spec":{"m":{"a":1,"b":2,"c":3}}}
    - spec.m: Too many: 3: must have at most 2 items

    new {"metadata":{"name":"x","namespace":"default"},"spec":{"m":{"a":"x"}}}
    - spec.m.a: Invalid value: "string": spec.m.a in body must be of type integer: "string"

    new {"metadata":{"name":"x","namespace":"default"},"spec":{"m":{"a":null}}}
    - spec.m: Invalid value: 0: spec.m in body should have at least 1 properties

    new {"metadata":{"name":"x","namespace":"default"},"spec":{"o":{}}}
    - spec.o.a: Required value
    - spec.o.b: Required value

    new {"metadata":{"name":"x","namespace":"default"},"spec":{"o":{"a":1}}}
    - spec.o.b: Required value

    new {"metadata":{"name":"x","namespace":"default"},"spec":{"o":{"a":1,"b":"x"}}}
    = {"metadata":{"name":"x","namespace":"default"},"spec":{"defn":"dflt","defnull":"dflt","o":{"a":1,\
    | "b":"x"}}}

    new {"metadata":{"name":"x","namespace":"default"},"spec":{"o":{"a":"x","b":2}}}
    - spec.o.a: Invalid value: "string": spec.o.a in body must be of type integer: "string"
    - spec.o.b: Invalid value: "integer": spec.o.b in body must be of type string: "integer"

    new {"metadata":{"name":"x","namespace":"default"},"spec":{"o":{"a":1,"b":"x","c":3}}}
    ? spec.o.c
    = {"metadata":{"name":"x","namespace":"default"},"spec":{"defn":"dflt","defnull":"dflt","o":{"a":1,\
    | "b":"x"}}}

    new {"metadata":{"name":"x","namespace":"default"},"spec":{"o":null}}
    = {"metadata":{"name":"x","namespace":"default"},"spec":{"defn":"dflt","defnull":"dflt"}}

    new {"metadata":{"name":"x","namespace":"default"},"spec":{"o":"x"}}
    - spec.o: Invalid value: "string": spec.o in body must be of type object: "string"

    new {"metadata":{"name":"x","namespace":"default"},"spec":{"n":null}}
    = {"metadata":{"name":"x","namespace":"default"},"spec":{"defn":"dflt","defnull":"dflt","n":null}}

    new {"metadata":{"name":"x","namespace":"default"},"spec":{"n":"x"}}
    = {"metadata":{"name":"x","namespace":"default"},"spec":{"defn":"dflt","defnull":"dflt","n":"x"}}

    new {"metadata":{"name":"x","namespace":"default"},"spec":{"nn":null}}
    = {"metadata":{"name":"x","namespace":"default"},"spec":{"defn":"dflt","defnull":"dflt"}}

    new {"metadata":{"name":"x","namespace":"default"},"spec":{"nn":"x"}}
    = {"metadata":{"name":"x","namespace":"default"},"spec":{"defn":"dflt","defnull":"dflt","nn":"x"}}

    new {"metadata":{"name":"x","namespace":"default"},"spec":{"ios":1}}
    = {"metadata":{"name":"x","namespace":"default"},"spec":{"defn":"dflt","defnull":"dflt","ios":1}}

    new {"metadata":{"name":"x","namespace":"default"},"spec":{"ios":"x"}}
    = {"metadata":{"name":"x","namespace":"default"},"spec":{"defn":"dflt","defnull":"dflt","ios":"x"}}

    new {"metadata":{"name":"x","namespace":"default"},"spec":{"ios":true}}
    - spec.ios: Invalid value: "boolean": spec.ios in body must be of type integer,string: "boolean"

    new {"metadata":{"name":"x","namespace":"default"},"spec":{"ios":1.5}}
    - spec.ios: Invalid value: "number": spec.ios in body must be of type integer,string: "number"

    new {"metadata":{"name":"x","namespace":"default"},"spec":{"ios":null}}
    = {"metadata":{"name":"x","namespace":"default"},"spec":{"defn":"dflt","defnull":"dflt"}}

    new {"metadata":{"name":"x","namespace":"default"},"spec":{"ios":[]}}
    - spec.ios: Invalid value: "array": spec.ios in body must be of type integer,string: "array"

    new {"metadata":{"name":"x","namespace":"default"},"spec":{"pu":{"q":1,"x":{"w":2,"y":1}}}}
    ? spec.pu.x.w
    = {"metadata":{"name":"x","namespace":"default"},"spec":{"defn":"dflt","defnull":"dflt",\
    | "pu":{"q":1,"x":{"y":1}}}}

    new {"metadata":{"name":"x","namespace":"default"},"spec":{"pu":"s"}}
    - spec.pu: Invalid value: "string": spec.pu in body must be of type object: "string"

    new {"metadata":{"name":"x","namespace":"default"},"spec":{"any":1}}
    = {"metadata":{"name":"x","namespace":"default"},"spec":{"any":1,"defn":"dflt","defnull":"dflt"}}

    new {"metadata":{"name":"x","namespace":"default"},"spec":{"any":"x"}}
    = {"metadata":{"name":"x","namespace":"default"},"spec":{"any":"x","defn":"dflt","defnull":"dflt"}}

    new {"metadata":{"name":"x","namespace":"default"},"spec":{"any":{"a":1}}}
    = {"metadata":{"name":"x","namespace":"default"},"spec":{"any":{"a":1},"defn":"dflt",\
    | "defnull":"dflt"}}

    new {"metadata":{"name":"x","namespace":"default"},"spec":{"emb":{"apiVersion":"v1","kind":"X",\
    | "metadata":{"name":"a"},"q":1}}}
    = {"metadata":{"name":"x","namespace":"default"},"spec":{"defn":"dflt","defnull":"dflt",\
    | "emb":{"apiVersion":"v1","kind":"X","metadata":{"name":"a"},"q":1}}}

    new {"metadata":{"name":"x","namespace":"default"},"spec":{"emb":{"q":1}}}
    - spec.emb.apiVersion: Required value
    - spec.emb.kind: Required value

    new {"metadata":{"name":"x","namespace":"default"},"spec":{"emb":{"apiVersion":"v1","kind":"X",\
    | "metadata":{"name":"A_"}}}}
    = {"metadata":{"name":"x","namespace":"default"},"spec":{"defn":"dflt","defnull":"dflt",\
    | "emb":{"apiVersion":"v1","kind":"X","metadata":{"name":"A_"}}}}

    new {"metadata":{"name":"x","namespace":"default"},"spec":{"b":true}}
    = {"metadata":{"name":"x","namespace":"default"},"spec":{"b":true,"defn":"dflt","defnull":"dflt"}}

    new {"metadata":{"name":"x","namespace":"default"},"spec":{"b":"true"}}
    - spec.b: Invalid value: "string": spec.b in body must be of type boolean: "string"

    new {"metadata":{"name":"x","namespace":"default"},"spec":{"b":1}}
    - spec.b: Invalid value: "integer": spec.b in body must be of type boolean: "integer"

    new {"metadata":{"name":"x","namespace":"default"},"spec":{"def":{}}}
    = {"metadata":{"name":"x","namespace":"default"},"spec":{"def":{"x":7,"y":{"z":"q"}},"defn":"dflt",\
    | "defnull":"dflt"}}

    new {"metadata":{"name":"x","namespace":"default"},"spec":{"def":{"x":1}}}
    = {"metadata":{"name":"x","namespace":"default"},"spec":{"def":{"x":1,"y":{"z":"q"}},"defn":"dflt",\
    | "defnull":"dflt"}}

    new {"metadata":{"name":"x","namespace":"default"},"spec":{"def":{"y":{}}}}
    = {"metadata":{"name":"x","namespace":"default"},"spec":{"def":{"x":7,"y":{"z":"q"}},"defn":"dflt",\
    | "defnull":"dflt"}}

    new {"metadata":{"name":"x","namespace":"default"},"spec":{"def":{"y":{"z":"1"}}}}
    = {"metadata":{"name":"x","namespace":"default"},"spec":{"def":{"x":7,"y":{"z":"1"}},"defn":"dflt",\
    | "defnull":"dflt"}}

    new {"metadata":{"name":"x","namespace":"default"},"spec":{"def":null}}
    = {"metadata":{"name":"x","namespace":"default"},"spec":{"defn":"dflt","defnull":"dflt"}}

    new {"metadata":{"name":"x","namespace":"default"},"spec":{"defn":null}}
    = {"metadata":{"name":"x","namespace":"default"},"spec":{"defn":"dflt","defnull":"dflt"}}

    new {"metadata":{"name":"x","namespace":"default"},"spec":{"defn":"x"}}
    = {"metadata":{"name":"x","namespace":"default"},"spec":{"defn":"x","defnull":"dflt"}}

    new {"metadata":{"name":"x","namespace":"default"},"spec":{"defnull":null}}
    = {"metadata":{"name":"x","namespace":"default"},"spec":{"defn":"dflt","defnull":null}}

    new {"metadata":{"name":"x","namespace":"default"},"spec":{"defnull":"x"}}
    = {"metadata":{"name":"x","namespace":"default"},"spec":{"defn":"dflt","defnull":"x"}}

    new {"metadata":{"name":"x","namespace":"default"},"spec":{"free":{"a":1,"b":{"c":[1]}}}}
    ? spec.free.b.c
    = {"metadata":{"name":"x","namespace":"default"},"spec":{"defn":"dflt","defnull":"dflt",\
    | "free":{"a":1,"b":{}}}}

    new {"metadata":{"name":"x","namespace":"default"},"spec":{"zzz":1}}
    ? spec.zzz
    = {"metadata":{"name":"x","namespace":"default"},"spec":{"defn":"dflt","defnull":"dflt"}}

    new {"metadata":{"name":"x","namespace":"default"}}
    = {"metadata":{"name":"x","namespace":"default"}}

    new {"metadata":{"name":"x","namespace":"default"},"spec":"x"}
    - spec: Invalid value: "string": spec in body must be of type object: "string"

    new {"metadata":{"name":"x","namespace":"default"},"spec":{"en":"C","i":0,"o":{},"p":"1","s":""}}
    - spec.en: Unsupported value: "C": supported values: "A", "B"
    - spec.i: Invalid value: 0: spec.i in body should be greater than or equal to 1
    - spec.o.a: Required value
    - spec.o.b: Required value
    - spec.p: Invalid value: "1": spec.p in body should match '^[a-z]+$'
    - spec.s: Invalid value: "": spec.s in body should be at least 2 chars long

    new {"metadata":{"name":"x","namespace":"default"},"spec":{},"zzz":1}
    ? zzz
    = {"metadata":{"name":"x","namespace":"default"},"spec":{"defn":"dflt","defnull":"dflt"}}

    new {"metadata":{"name":"x","namespace":"default"},"spec":{},"status":{"phase":"X"}}
    = {"metadata":{"name":"x","namespace":"default"},"spec":{"defn":"dflt","defnull":"dflt"}}

    new {"metadata":{"bogus":1,"name":"x","namespace":"default"},"spec":{}}
    ? metadata.bogus
    = {"metadata":{"name":"x","namespace":"default"},"spec":{"defn":"dflt","defnull":"dflt"}}

    new {"metadata":{"labels":{"/n":"","a b":"x","ok":"-","p_/n":"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\
    | aaaaaaaaaaaaaaaaaaaaaaaaaaa","x/y/z":"1"},"name":"x","namespace":"default"},"spec":{}}
    - metadata.labels: Invalid value: "/n": prefix part must be non-empty
    - metadata.labels: Invalid value: "a b": name part must consist of alphanumeric characters, '-',\
    |  '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',\
    |   or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')
    - metadata.labels: Invalid value: "-": a valid label must be an empty string or consist of\
    |  alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character\
    |  (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is\
    |  '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')
    - metadata.labels: Invalid value: "p_/n": prefix part a lowercase RFC 1123 subdomain must consist\
    |  of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric\
    |  character (e.g. 'example.com', regex used for validation is\
    |  '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')
    - metadata.labels: Invalid value: "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\
    | ": must be no more than 63 bytes
    - metadata.labels: Invalid value: "x/y/z": a valid label key must consist of alphanumeric\
    |  characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g.\
    |  'MyName',  or 'my.name',  or '123-abc', regex used for validation is\
    |  '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]') with an optional DNS subdomain prefix and '/' (e.g.\
    |  'example.com/MyName')

    new {"metadata":{"annotations":{"OK/Fine":"y","a b":"x","é":"1"},"name":"x","namespace":"default"},\
    | "spec":{}}
    - metadata.annotations: Invalid value: "a b": name part must consist of alphanumeric characters,\
    |  '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or\
    |  'my.name',  or '123-abc', regex used for validation is\
    |  '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')
    - metadata.annotations: Invalid value: "é": name part must consist of alphanumeric characters, '-',\
    |  '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',\
    |   or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')

    new {"metadata":{"name":"A_b","namespace":"default"},"spec":{}}
    - metadata.name: Invalid value: "A_b": a lowercase RFC 1123 subdomain must consist of lower case\
    |  alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g.\
    |  'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*\
    | [a-z0-9])?)*')

    new {"metadata":{"finalizers":["a b","x.y/z",""],"name":"x","namespace":"default"},"spec":{}}
    - metadata.finalizers: Invalid value: "a b": name part must consist of alphanumeric characters,\
    |  '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or\
    |  'my.name',  or '123-abc', regex used for validation is\
    |  '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')
    - metadata.finalizers: Invalid value: "": name part must be non-empty
    - metadata.finalizers: Invalid value: "": name part must consist of alphanumeric characters, '-',\
    |  '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',\
    |   or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')

    new {"metadata":{"name":"x","namespace":"default","ownerReferences":[{"apiVersion":"v1","kind":"",\
    | "name":"x","uid":""}]},"spec":{}}
    - metadata.ownerReferences.kind: Invalid value: "": must not be empty
    - metadata.ownerReferences.uid: Invalid value: "": must not be empty

    new {"metadata":{"name":"x","namespace":"default","ownerReferences":[{"apiVersion":"v1",\
    | "controller":true,"kind":"A","name":"x","uid":"1"},{"apiVersion":"v1","controller":true,\
    | "kind":"B","name":"y","uid":"2"}]},"spec":{}}
    - metadata.ownerReferences: Invalid value: [{"apiVersion":"v1","kind":"A","name":"x","uid":"1",\
    | "controller":true},{"apiVersion":"v1","kind":"B","name":"y","uid":"2","controller":true}]: Only\
    |  one reference can have Controller set to true. Found "true" in references for A/x and B/y

    new {"metadata":{"name":"x","namespace":"default"},"spec":{"i":5}}
    old {"metadata":{"name":"x","namespace":"default"},"spec":{"i":4}}
    = {"metadata":{"name":"x","namespace":"default"},"spec":{"defn":"dflt","defnull":"dflt","i":5}}

    new {"metadata":{"name":"x","namespace":"default"},"spec":{"i":500}}
    old {"metadata":{"name":"x","namespace":"default"},"spec":{"i":4}}
    - spec.i: Invalid value: 500: spec.i in body should be less than or equal to 100

    new {"metadata":{"name":"x","namespace":"default"},"spec":{"i":5},"status":{"phase":"X"}}
    old {"metadata":{"name":"x","namespace":"default"},"spec":{"i":5}}
    = {"metadata":{"name":"x","namespace":"default"},"spec":{"defn":"dflt","defnull":"dflt","i":5}}

    new {"metadata":{"labels":{"a":"b"},"name":"x","namespace":"default"},"spec":{"i":9},\
    | "status":{"n":1,"phase":"X"}}
    old {"metadata":{"name":"x","namespace":"default"},"spec":{"i":5}}
    sub status
    = {"metadata":{"name":"x","namespace":"default"},"spec":{"defn":"dflt","defnull":"dflt","i":5},\
    | "status":{"n":1,"phase":"X"}}

    new {"metadata":{"name":"x","namespace":"default"},"spec":{},"status":{"n":6,"phase":"Z"}}
    old {"metadata":{"name":"x","namespace":"default"},"spec":{"i":5}}
    sub status
    - status.n: Invalid value: 6: n in body should be less than or equal to 5
    - status.phase: Unsupported value: "Z": supported values: "X", "Y"

    new {"metadata":{"name":"x","namespace":"default"},"spec":{},"status":"x"}
    old {"metadata":{"name":"x","namespace":"default"},"spec":{"i":5}}
    sub status
    - status: Invalid value: "string":  in body must be of type object: "string"

    new {"metadata":{"name":"x","namespace":"default"},"spec":{},"status":{"phase":"X","zzz":1}}
    old {"metadata":{"name":"x","namespace":"default"},"spec":{"i":5}}
    sub status
    ? status.zzz
    = {"metadata":{"name":"x","namespace":"default"},"spec":{"defn":"dflt","defnull":"dflt","i":5},\
    | "status":{"phase":"X"}}

    new {"metadata":{"name":"x","namespace":"default"},"spec":{},"status":{"conds":[{"status":"1",\
    | "type":"A"},{"status":"2","type":"A"}]}}
    old {"metadata":{"name":"x","namespace":"default"},"spec":{"i":5}}
    sub status
    - status.conds[1]: Duplicate value: {"type":"A"}

    new {"metadata":{"name":"x","namespace":"default"},"spec":{},"status":{"conds":[{"type":"A"}]}}
    old {"metadata":{"name":"x","namespace":"default"},"spec":{"i":5}}
    sub status
    - status.conds[0].status: Required value

    new {"metadata":{"name":"x","namespace":"default"},"spec":{},"status":null}
    old {"metadata":{"name":"x","namespace":"default"},"spec":{"i":5}}
    sub status
    = {"metadata":{"name":"x","namespace":"default"},"spec":{"defn":"dflt","defnull":"dflt","i":5}}

    new {"metadata":{"name":"x","namespace":"default"},"spec":{}}
    old {"metadata":{"name":"x","namespace":"default"},"spec":{"i":5}}
    sub status
    = {"metadata":{"name":"x","namespace":"default"},"spec":{"defn":"dflt","defnull":"dflt","i":5}}
    """#
