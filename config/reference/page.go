package main

import (
	"bytes"
	"fmt"
	"slices"
	"strings"

	"regulars/config"
)

const intro = `# Every key of regulars.yaml

Generated from the types of package config by ` + "`go generate ./config`" + `; a test fails when a key is missing here.

A list is written ` + "`[]`" + `; ` + "`<name>`" + ` stands for a key of your own. Every value may be a variable, ` + "`${NAME}`" + `, of the environment; ` + "`$$`" + ` is a
dollar sign. A secret is always a variable, or stands in a file of its own that the key with ` + "`_file`" + ` behind it names
(` + "`token_file: secrets/token`" + `). A relative path starts at the folder of the config. Durations are written 90s, 30m or 720h,
sizes 512MiB or 5GiB, dates 2026-11-20. Editors check the file against ` + "`docs/regulars.schema.json`" + `.
`

// Page returns docs/config.md.
func Page(keys []Key) []byte {
	var b bytes.Buffer
	b.WriteString(intro)
	keys = slices.Clone(keys)
	first := map[string]int{} // where each block begins
	for i, key := range keys {
		parent, _ := split(key.Path)
		if _, begun := first[parent]; !begun {
			first[parent] = i
		}
	}
	slices.SortStableFunc(keys, func(a, b Key) int {
		one, _ := split(a.Path)
		other, _ := split(b.Path)
		return first[one] - first[other]
	})
	section := "?"
	for _, key := range keys {
		parent, name := split(key.Path)
		if parent != section {
			section = parent
			title := "The file"
			if parent != "" {
				title = "`" + parent + "`"
			}
			fmt.Fprintf(&b, "\n## %s\n\n| key | type | default | allowed | meaning |\n| --- | --- | --- | --- | --- |\n", title)
		}
		fmt.Fprintf(&b, "| `%s` | %s | %s | %s | %s |\n", name, key.Type, absent(key), cell(strings.Join(key.Allowed, ", ")), cell(key.Meaning))
	}
	b.WriteString("\n## The columns of a feed\n\n| entity | required | optional |\n| --- | --- | --- |\n")
	for _, entity := range config.FeedEntities {
		columns, _ := config.ColumnsOf(entity)
		fmt.Fprintf(&b, "| %s | %s | %s |\n", entity, strings.Join(columns.Required, ", "), strings.Join(columns.Optional, ", "))
	}
	return b.Bytes()
}

// split returns the block that a key stands in and its name.
func split(path string) (parent, name string) {
	dot := strings.LastIndex(path, ".")
	return path[:max(dot, 0)], path[dot+1:]
}

// absent says what holds where the key is absent.
func absent(key Key) string {
	if key.Required {
		return "**required**"
	}
	return cell(key.Default)
}

func cell(text string) string {
	return strings.NewReplacer("|", `\|`, "<", "&lt;", "*", `\*`).Replace(text)
}
