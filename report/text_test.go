package report

import (
	"reflect"
	"regexp"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"regulars/present"
)

// Both languages say everything, and the same things take the same values.
func TestTexts(t *testing.T) {
	require.Same(t, &english, textOf(&present.English))
	require.Same(t, &chinese, textOf(&present.Chinese))

	en, zh := reflect.ValueOf(english), reflect.ValueOf(chinese)
	for i := range en.NumField() {
		name := en.Type().Field(i).Name
		switch en.Field(i).Kind() {
		case reflect.String:
			checkWords(t, name, en.Field(i).String(), zh.Field(i).String())
		case reflect.Array:
			for n := range en.Field(i).Len() {
				checkWords(t, name, en.Field(i).Index(n).String(), zh.Field(i).Index(n).String())
			}
		default:
			t.Errorf("nothing checks the text %s", name)
		}
	}
}

var verb = regexp.MustCompile(`%[sd]`)

func checkWords(t *testing.T, name, en, zh string) {
	t.Helper()
	assert.NotEmpty(t, en, "%s in English", name)
	assert.NotEmpty(t, zh, "%s in Chinese", name)
	assert.Equal(t, verb.FindAllString(en, -1), verb.FindAllString(zh, -1), "the values of %s", name)
}

// Every number that stands under a name of its own has one.
func TestMetricsHaveNames(t *testing.T) {
	shown := slices.Concat(headlines, aarrrFunnel)
	for _, step := range aarrrSteps {
		shown = append(shown, step.metrics...)
	}
	for _, m := range shown {
		assert.Contains(t, present.English.Metrics, m.metric)
		assert.Contains(t, present.English.Windows, m.window)
	}
}
