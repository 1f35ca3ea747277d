package present

import (
	"maps"
	"reflect"
	"regexp"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"regulars"
	"regulars/config"
)

// Every language has every name, and the same formats.
func TestLanguages(t *testing.T) {
	require.Equal(t, []string{English.Lang, Chinese.Lang}, config.Languages)
	for _, lang := range config.Languages {
		names, err := NamesIn(lang)
		require.NoError(t, err)
		require.Equal(t, lang, names.Lang)
	}
	names, err := NamesIn("")
	require.NoError(t, err)
	require.Same(t, &English, names)
	_, err = NamesIn("de")
	require.ErrorContains(t, err, "en or zh-Hant")
	compared := compare(t, "Names", reflect.ValueOf(English), reflect.ValueOf(Chinese))
	require.Greater(t, compared, 100)
}

var verb = regexp.MustCompile(`%[sd]`)

// compare walks through both languages at once and returns how many words it met.
// Only the last heading of a table, above its marks, may be empty.
func compare(t *testing.T, name string, en, zh reflect.Value) int {
	t.Helper()
	n := 0
	switch en.Kind() {
	case reflect.String:
		assert.NotEmpty(t, en.String(), "%s in English", name)
		assert.NotEmpty(t, zh.String(), "%s in Chinese", name)
		assert.Equal(t, verb.FindAllString(en.String(), -1), verb.FindAllString(zh.String(), -1), "the values of %s", name)
		return 1
	case reflect.Map:
		words, others := en.Interface().(map[string]string), zh.Interface().(map[string]string)
		assert.Equal(t, slices.Sorted(maps.Keys(words)), slices.Sorted(maps.Keys(others)), "the keys of %s", name)
		for key := range words {
			n += compare(t, name+" "+key, reflect.ValueOf(words[key]), reflect.ValueOf(others[key]))
		}
	case reflect.Array:
		for i := range en.Len() - 1 {
			n += compare(t, name, en.Index(i), zh.Index(i))
		}
	case reflect.Struct:
		for i := range en.NumField() {
			n += compare(t, name+"."+en.Type().Field(i).Name, en.Field(i), zh.Field(i))
		}
	default:
		t.Errorf("nothing compares %s", name)
	}
	return n
}

// What the nouns list has a name and a meaning.
func TestNounsHaveNames(t *testing.T) {
	for _, names := range []*Names{&English, &Chinese} {
		for _, stage := range regulars.Stages {
			assert.Contains(t, names.Stages, string(stage))
			assert.Contains(t, names.StageMeanings, string(stage))
		}
		assert.Contains(t, names.Stages, NoStage)
		for _, class := range regulars.Classes {
			assert.Contains(t, names.Classes, string(class))
		}
		for _, window := range regulars.Windows {
			assert.Contains(t, names.Windows, string(window))
		}
	}
	assert.Equal(t, "VIP會員", Chinese.Class("vip"))
	assert.Equal(t, "機會客", Chinese.Stage("prospect"))
	assert.Equal(t, "Members: deep", English.Metric("stage_deep"))
	assert.Equal(t, "Average order", English.Metric("aov"))
	assert.Equal(t, "no_such_metric", English.Metric("no_such_metric"), "one without a name")
}

func TestOrders(t *testing.T) {
	assert.Equal(t, "new, active", List([]regulars.Stage{"new", "active"}))
	assert.Equal(t, []regulars.Stage{"prospect", "new", "active", "sleep", "lost", "deep"}, Stages())
	require.Equal(t, len(regulars.Classes), len(classHeights))
	for class, want := range map[regulars.Class]string{
		regulars.ClassVIP: "H H H", regulars.ClassAttention: "H L H", regulars.ClassFrequent: "H H L", regulars.ClassDeveloping: "H L L",
		regulars.ClassKeep: "L H H", regulars.ClassMaintain: "L H L", regulars.ClassWinback: "L L H", regulars.ClassDormant: "L L L", "none": "",
	} {
		assert.Equal(t, want, Heights(class), class)
	}
}
