package report

import (
	"maps"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"regulars"
	"regulars/config"
)

// Both languages say everything, and the same things take the same values.
func TestTexts(t *testing.T) {
	require.Len(t, config.Languages, 2)
	for _, lang := range config.Languages {
		_, err := textOf(lang)
		require.NoError(t, err)
	}
	_, err := textOf("de")
	require.ErrorContains(t, err, "en or zh-Hant")

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
		case reflect.Map:
			checkNames(t, name, en.Field(i).Interface().(map[string]string), zh.Field(i).Interface().(map[string]string))
		default:
			t.Errorf("nobody checks the text %s", name)
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

func checkNames(t *testing.T, name string, en, zh map[string]string) {
	t.Helper()
	assert.Equal(t, slices.Sorted(maps.Keys(en)), slices.Sorted(maps.Keys(zh)), "the keys of %s", name)
	for key := range en {
		checkWords(t, name+" "+key, en[key], zh[key])
	}
}

// Every number that stands under a name of its own has one.
func TestMetricsHaveNames(t *testing.T) {
	shown := slices.Concat(headlines, aarrrFunnel)
	for _, step := range aarrrSteps {
		shown = append(shown, step.metrics...)
	}
	for _, m := range shown {
		assert.Contains(t, english.MetricNames, m.metric)
		assert.Contains(t, english.WindowNames, m.window)
	}
	for _, stage := range append([]string{"none"}, stageOrder...) {
		assert.Contains(t, english.StageNames, stage)
	}
	for _, class := range classOrder {
		assert.Contains(t, english.ClassNames, class[0])
		assert.Contains(t, regulars.Classes, regulars.Class(class[0]))
	}
	assert.Equal(t, "VIP會員", chinese.ClassNames["vip"])
	assert.True(t, strings.HasPrefix(chinese.StageNames["prospect"], "機會客"))
}
