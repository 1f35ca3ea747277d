package words

import (
	"maps"
	"reflect"
	"regexp"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"

	"regulars/present"
)

var verb = regexp.MustCompile(`%(?:\[(\d)\])?([sd])`)

// verbs are those of a format in the order of their values.
func verbs(format string) []string {
	found := verb.FindAllStringSubmatch(format, -1)
	all := make([]string, len(found))
	for i, f := range found {
		at := i
		if f[1] != "" {
			at = int(f[1][0] - '1')
		}
		all[at] = f[2]
	}
	return all
}

// Both languages say everything, and the same things take the same values.
func TestTexts(t *testing.T) {
	assert.Same(t, &english, Of(&present.English))
	assert.Same(t, &chinese, Of(&present.Chinese))
	compare(t, reflect.ValueOf(english), reflect.ValueOf(chinese))
}

// What has no word reads as it is, and what has one doesn't.
func TestWordsOfCodes(t *testing.T) {
	en := Of(&present.English)
	assert.Equal(t, en.States["held"], en.StateName("held"))
	assert.Equal(t, "no such state", en.StateName("no such state"))
	assert.Equal(t, "some code", en.ReasonName("some_code"))
}

func compare(t *testing.T, en, zh reflect.Value) {
	t.Helper()
	for i := range en.NumField() {
		name := en.Type().Field(i).Name
		if words, is := en.Field(i).Interface().(map[string]string); is {
			others := zh.Field(i).Interface().(map[string]string)
			assert.Equal(t, slices.Sorted(maps.Keys(words)), slices.Sorted(maps.Keys(others)), name)
			for key, word := range words {
				assert.NotEmpty(t, word, "%s %s", name, key)
				assert.NotEmpty(t, others[key], "%s %s", name, key)
			}
			continue
		}
		if en.Field(i).Kind() == reflect.Struct {
			compare(t, en.Field(i), zh.Field(i))
			continue
		}
		a, b := en.Field(i).String(), zh.Field(i).String()
		assert.NotEmpty(t, a, name)
		assert.NotEmpty(t, b, name)
		assert.Equal(t, verbs(a), verbs(b), name)
	}
}
