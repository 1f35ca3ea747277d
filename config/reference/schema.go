package main

import (
	"encoding/json"
	"reflect"
	"strings"

	"regulars/config"
)

// object is a part of a JSON Schema.
type object = map[string]any

// Schema returns docs/regulars.schema.json, a JSON Schema of draft 2020-12.
func Schema(keys []Key) ([]byte, error) {
	s := schema{meanings: map[string]Key{}}
	for _, key := range keys {
		s.meanings[key.Path] = key
	}
	root := s.block("", reflect.TypeFor[config.Config]())
	root["$schema"] = "https://json-schema.org/draft/2020-12/schema"
	root["title"] = "regulars.yaml"
	root["$defs"] = object{"variable": object{"type": "string", "pattern": `^\$\{[A-Za-z_][A-Za-z0-9_]*\}$`}}
	text, err := json.MarshalIndent(root, "", "  ")
	return append(text, '\n'), err
}

type schema struct{ meanings map[string]Key }

// required are the keys without which a block is a mistake, whatever else it holds.
var required = map[string][]string{
	"": {"brands"}, "brands[]": {"name", "timezone", "currency", "shops"}, "brands[].shops[]": {"name", "platform"},
	"brands[].rates[]": {"currency", "from", "rate"}, "brands[].tiers[]": {"name", "spend"}, "brands[].targets[]": {"metric", "value"},
	"brands[].campaigns[]": {"name", "audience", "channels", "templates"},
	"brands[].journeys[]":  {"name", "steps"}, "brands[].journeys[].steps[]": {"name"}, "console.users[]": {"name", "role"},
}

func (s schema) block(path string, t reflect.Type) object {
	properties := object{}
	s.fields(path, t, properties)
	block := object{"type": "object", "additionalProperties": false, "properties": properties}
	if must := required[path]; must != nil {
		block["required"] = must
	}
	return block
}

func (s schema) fields(path string, t reflect.Type, into object) {
	for i := range t.NumField() {
		field := t.Field(i)
		name, options, _ := strings.Cut(field.Tag.Get("yaml"), ",")
		switch {
		case name == "-" || !field.IsExported():
		case options == "inline":
			s.fields(path, field.Type, into)
		default:
			at := strings.TrimPrefix(path+"."+name, ".")
			value := s.value(at, field.Type)
			value["description"] = s.meanings[at].Meaning
			into[name] = value
			if field.Type == secretType {
				into[name+"_file"] = object{"type": "string", "description": "a file that holds it: " + s.meanings[at].Meaning}
			}
		}
	}
}

var (
	text     = object{"type": []string{"string", "number", "boolean"}} // YAML takes 45 and 2026-01-01 without quotes
	variable = object{"$ref": "#/$defs/variable"}
)

func (s schema) value(path string, t reflect.Type) object {
	allowed := s.meanings[path].Allowed
	switch t = base(t); {
	case t == secretType:
		return object{"$ref": "#/$defs/variable"}
	case t == durationType:
		return orVariable(object{"type": "string", "pattern": `^[0-9.]+(ns|us|ms|s|m|h)`}, object{"const": 0})
	case t == bytesType:
		return orVariable(object{"type": "string", "pattern": "^[0-9]+ ?([KMGT]iB)?$"}, object{"type": "integer", "minimum": 0})
	case t == wordsType:
		return object{"anyOf": []object{text, {"type": "object", "additionalProperties": text}}}
	}
	switch t.Kind() {
	case reflect.Struct:
		return s.block(path, t)
	case reflect.Slice:
		if t.Elem().Kind() == reflect.Struct {
			return object{"type": "array", "items": s.value(path+"[]", t.Elem())}
		}
		return object{"type": "array", "items": scalar(t.Elem(), allowed)}
	case reflect.Map:
		return s.table(path, t, allowed)
	}
	return scalar(t, allowed)
}

// table is a block with keys of the user's own, or with those that are allowed.
func (s schema) table(path string, t reflect.Type, allowed []string) object {
	elem := base(t.Elem())
	if elem.Kind() != reflect.Struct {
		return object{"type": "object", "additionalProperties": scalar(elem, allowed)}
	}
	block := object{"type": "object", "additionalProperties": s.block(path+".<name>", elem)}
	if len(allowed) > 0 {
		block["propertyNames"] = object{"enum": allowed}
	}
	return block
}

func scalar(t reflect.Type, allowed []string) object {
	if len(allowed) > 0 {
		return orVariable(object{"enum": allowed})
	}
	switch t.Kind() {
	case reflect.Int:
		return orVariable(object{"type": "integer"})
	case reflect.Float64:
		return orVariable(object{"type": "number"})
	case reflect.Bool:
		return orVariable(object{"type": "boolean"})
	}
	return object{"type": text["type"]}
}

func orVariable(forms ...object) object { return object{"anyOf": append(forms, variable)} }
