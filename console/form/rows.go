package form

import (
	"net/url"
	"reflect"
	"slices"
	"strconv"
	"strings"
)

// mostRows is how many items of a list are taken.
const mostRows = 200

// Rows are the numbers of the items of a list of which a form has fields, in their order.
func Rows(path string, values url.Values) []int {
	var rows []int
	for key := range values {
		if i, _, is := rowOf(path, key); is {
			rows = append(rows, i)
		}
	}
	slices.Sort(rows)
	rows = slices.Compact(rows)
	return rows[:min(len(rows), mostRows)]
}

// rowOf is the number of the item of a list that a key belongs to, and what is left of the key.
func rowOf(path, key string) (i int, rest string, is bool) {
	rest, is = strings.CutPrefix(key, path+"[")
	if !is {
		return 0, "", false
	}
	number, rest, is := strings.Cut(rest, "]")
	i, err := strconv.Atoi(number)
	return i, rest, is && err == nil && i >= 0
}

// Arrange returns fields with the items of a list in another order: each stands where its number
// is, and who isn't named is left out.
func Arrange(path string, order []int, values url.Values) url.Values {
	arranged := url.Values{}
	for key, of := range values {
		i, rest, is := rowOf(path, key)
		if !is {
			arranged[key] = of
			continue
		}
		if at := slices.Index(order, i); at >= 0 {
			arranged[Item(path, at)+rest] = of
		}
	}
	return arranged
}

// Compact leaves out the items of lists in which nothing is given, and numbers the others as the
// document does.
func Compact[T any](values url.Values) url.Values {
	return compact(reflect.TypeFor[T](), "", values)
}

func compact(t reflect.Type, path string, values url.Values) url.Values {
	switch {
	case t.Kind() == reflect.Struct:
		for i := range t.NumField() {
			if key := keyOf(t.Field(i)); key != "" {
				values = compact(t.Field(i).Type, Join(path, key), values)
			}
		}
	case t.Kind() == reflect.Slice && t.Elem().Kind() == reflect.Struct:
		rows := Rows(path, values)
		order := slices.DeleteFunc(slices.Clone(rows), func(i int) bool { return blank(Item(path, i), values) })
		values = Arrange(path, order, values)
		for i := range order {
			values = compact(t.Elem(), Item(path, i), values)
		}
	}
	return values
}

// blank reports whether nothing is given below a path.
func blank(path string, values url.Values) bool {
	for key, of := range values {
		rest, is := strings.CutPrefix(key, path+".")
		if is && !strings.Contains(rest, "~") && strings.Join(of, "") != "" {
			return false
		}
	}
	return true
}
