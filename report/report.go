package report

import (
	"context"
	"embed"
	"fmt"
	"html/template"
	"io"

	"regulars"
	"regulars/config"
	"regulars/present"
	"regulars/schema"
	"regulars/schema/metric"
)

//go:embed page/page.html page/style.css page/draw.js echarts/echarts.min.js
var files embed.FS

var pageTemplate = template.Must(template.New("page.html").Funcs(template.FuncMap{
	"style":  func() template.CSS { return template.CSS(embedded("page/style.css")) },
	"draw":   func() template.JS { return template.JS(embedded("page/draw.js")) },
	"pair":   func(a, b any) pair { return pair{a, b} },
	"charts": func() template.JS { return template.JS(embedded("echarts/echarts.min.js")) },
}).ParseFS(files, "page/page.html"))

// pair hands a template two things.
type pair struct{ A, B any }

func embedded(name string) string {
	text, err := files.ReadFile(name)
	if err != nil {
		panic(err) // it is embedded
	}
	return string(text)
}

// Write renders the report of a brand's published date to w. lang is en or
// zh-Hant; empty is the brand's language. It is an error when the date has no
// numbers. What it counts of campaigns' results it keeps for the console (view.KeepResults),
// so its database user has to be one that may write.
func Write(ctx context.Context, db *schema.DB, brand *config.Brand, date regulars.BusinessDate, lang string, w io.Writer) error {
	if lang == "" {
		lang = brand.Language
	}
	names, err := present.NamesIn(lang)
	if err != nil {
		return err
	}
	if _, err := metric.Definitions(); err != nil {
		return fmt.Errorf("the units and definitions of the metrics: %w", err)
	}
	facts, err := read(ctx, db, brand, date)
	if err != nil {
		return fmt.Errorf("report of brand %s for %s: %w", brand.Name, date, err)
	}
	p := newPage(brand, date, names, facts)
	if err := pageTemplate.Execute(w, p); err != nil {
		return fmt.Errorf("write the report of brand %s for %s: %w", brand.Name, date, err)
	}
	return nil
}
