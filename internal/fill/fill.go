package fill

import (
	"math/rand/v2"
	"reflect"
	"time"

	"regulars/config/audience"
)

// Texts are those that YAML, or the config's variables, could take for something else.
var Texts = []string{
	"a", "二", "no", "0.1", "1e3", "null", "~", "- x", "a: b", "# x", "a #b", "'", `"`, "\\n", " lead", "trail ", "$", "$$", "$${A}", "${HOME}", "NT$100", "$$$", "{{ member.name }}",
	"two\nlines", "two\nlines\n", "\n", "\n\nx", "tab\there", "x\n  indented\n\nlast  \n", "<b>&amp;</b>", "&a", "*a", "!x", "%x", "@x", "[x", "{x", "a\r\nb", "|", ">", "\u00a0", "？：，",
}

// Some gives some of the keys of what is pointed at values.
func Some(random *rand.Rand, pointer any) { fill(random, reflect.ValueOf(pointer).Elem(), "") }

// fill gives some of the keys values; none is an empty one, which would be no key.
func fill(random *rand.Rand, v reflect.Value, key string) {
	if key == "-" || random.IntN(3) == 0 {
		return
	}
	if v.Type() == reflect.TypeFor[time.Duration]() {
		v.SetInt(int64(time.Duration(1+random.IntN(100)) * time.Minute))
		return
	}
	switch v.Kind() {
	case reflect.Struct:
		for i := range v.NumField() {
			if tag := v.Type().Field(i).Tag.Get("yaml"); tag != "" {
				fill(random, v.Field(i), tag)
			}
		}
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		set(random, v.Elem())
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 1+random.IntN(2), 2))
		for i := range v.Len() {
			set(random, v.Index(i))
			fill(random, v.Index(i), "")
			set(random, v.Index(i))
		}
	case reflect.Map:
		v.Set(reflect.MakeMap(v.Type()))
		for _, name := range []string{"edm", "sms"}[:1+random.IntN(2)] {
			item := reflect.New(v.Type().Elem()).Elem()
			for item.IsZero() {
				fill(random, item, "")
			}
			v.SetMapIndex(reflect.ValueOf(name), item)
		}
	default:
		set(random, v)
	}
}

func set(random *rand.Rand, v reflect.Value) {
	switch v.Kind() {
	case reflect.String:
		v.SetString(Texts[random.IntN(len(Texts))])
	case reflect.Int:
		v.SetInt(int64(1 + random.IntN(100)))
	case reflect.Float64:
		v.SetFloat(float64(1+random.IntN(100)) / 8)
	case reflect.Bool:
		v.SetBool(true)
	}
}

// OneMoment leaves an audience the one moment that it may have, and no older spelling.
func OneMoment(random *rand.Rand, a *audience.Audience) {
	was := *a
	a.Stages, a.When, a.Is, a.Enters, a.From, a.Due, a.DueInDays = nil, "", nil, nil, nil, nil, 0
	a.DaysAfter, a.Purchase, a.ExpectedInDays, a.Birthday, a.Anniversary, a.Journey = 0, "", nil, "", "", ""
	days := random.IntN(4)
	switch random.IntN(6) {
	case 0:
		a.Is = append(was.Is, "active", "new")
	case 1:
		a.Enters, a.From = append(was.Enters, "sleep"), was.From
	case 2:
		a.Due, a.DueInDays = append(was.Due, "sleep"), was.DueInDays
	case 3:
		a.DaysAfter, a.Purchase = 1+was.DaysAfter, "first"
	case 4:
		a.ExpectedInDays = &days
	case 5:
		a.Birthday = audience.Day
	}
}
