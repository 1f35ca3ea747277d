package studio

import (
	"maps"
	"reflect"
	"regexp"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
)

var verb = regexp.MustCompile(`%[sd]`)

// Both languages say everything, with the same values in the same order.
func TestTexts(t *testing.T) {
	en, zh := reflect.ValueOf(english), reflect.ValueOf(chinese)
	for i := range en.NumField() {
		name := en.Type().Field(i).Name
		if words, is := en.Field(i).Interface().(map[string]string); is {
			others := zh.Field(i).Interface().(map[string]string)
			assert.Equal(t, slices.Sorted(maps.Keys(words)), slices.Sorted(maps.Keys(others)), name)
			for key := range words {
				assert.NotEmpty(t, words[key], "%s %s", name, key)
				assert.NotEmpty(t, others[key], "%s %s", name, key)
			}
			continue
		}
		a, b := en.Field(i).String(), zh.Field(i).String()
		assert.NotEmpty(t, a, name)
		assert.NotEmpty(t, b, name)
		assert.Equal(t, verb.FindAllString(a, -1), verb.FindAllString(b, -1), name)
	}
}
