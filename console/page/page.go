package page

import (
	"bytes"
	"embed"
	"errors"
	"html/template"
	"io/fs"
	"net/http"
)

//go:embed *.html static
var files embed.FS

// pages are the templates by the name of their file, each with the layout.
var pages = parsePages()

func parsePages() map[string]*template.Template {
	layout := template.Must(template.New("").Funcs(template.FuncMap{"nth": func(i int) int { return i + 1 }}).ParseFS(files, "layout.html", "parts.html", "written.html", "fields.html"))
	names, err := fs.Glob(files, "*.html")
	if err != nil {
		panic(err) // the pattern is right
	}
	all := map[string]*template.Template{}
	for _, path := range names {
		all[path] = template.Must(template.Must(layout.Clone()).ParseFS(files, path))
	}
	return all
}

// Static serves the style and the icon, which hold nothing of anybody.
func Static() http.Handler {
	style, err := fs.Sub(files, "static")
	if err != nil {
		panic(err) // it is embedded
	}
	serve := http.StripPrefix("/static/", http.FileServerFS(style))
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/static/" {
			http.NotFound(w, r)
			return
		}
		w.Header().Set("Cache-Control", "max-age=300")
		serve.ServeHTTP(w, r)
	})
}

// Why there is no page for a visitor.
var (
	ErrNotFound   = errors.New("there is no such page")
	ErrNotAllowed = errors.New("the role doesn't allow it")
)

// Write returns a page as HTML, within the layout.
func Write(name string, data any) ([]byte, error) {
	var b bytes.Buffer
	err := pages[name].ExecuteTemplate(&b, "layout", data)
	return b.Bytes(), err
}

// Part returns a part of pages as HTML, without the layout.
func Part(name string, data any) ([]byte, error) {
	var b bytes.Buffer
	err := pages["fields.html"].ExecuteTemplate(&b, name, data)
	return b.Bytes(), err
}
