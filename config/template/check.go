package template

import (
	"fmt"
	"maps"
	"slices"

	"golang.org/x/text/language"

	"regulars/config/document"
)

const mail = "edm"

// Check reads the files of a template on a channel into its texts, and notes what is wrong
// with it at its keys.
func (t *Template) Check(r *document.Reader, path, channel string) {
	own := Text{t.Subject, t.Text, t.HTML, t.TextFile, t.HTMLFile}
	own.check(r, path, channel)
	t.Text, t.HTML = own.Text, own.HTML
	for _, name := range slices.Sorted(maps.Keys(t.Languages)) {
		at := path + ".languages." + name
		if _, err := language.Parse(name); err != nil {
			r.Add(at, fmt.Sprintf("%q is not a language", name), "write its tag, such as en, ja or zh-TW")
			continue
		}
		text := t.Languages[name]
		text.check(r, at, channel)
		t.Languages[name] = text
	}
}

func (t *Text) check(r *document.Reader, path, channel string) {
	content(r, path+".text", &t.Text, t.TextFile)
	content(r, path+".html", &t.HTML, t.HTMLFile)
	if channel == mail {
		if t.Subject == "" {
			r.Add(path+".subject", "it is missing", "write the mail's subject")
		}
		if t.Text == "" && t.HTML == "" && !r.IsBroken(path+".text_file") && !r.IsBroken(path+".html_file") {
			r.Add(path+".text", "the mail is empty", "write text, html, or both")
		}
		return
	}
	if t.Text == "" && !r.IsBroken(path+".text_file") {
		r.Add(path+".text", "it is missing", "write the message")
	}
	if t.Subject != "" || t.HTML != "" {
		r.Add(path, channel+" has a text only", "remove subject and html")
	}
}

// content reads a template's *_file into its text.
func content(r *document.Reader, path string, text *string, file string) {
	if file == "" {
		return
	}
	if *text != "" {
		r.Add(path+"_file", "the text is given twice, here and by its file", "keep one of them")
		return
	}
	read, err := r.ReadFile(r.Resolve(file), document.MaxTemplateSize)
	if err != nil {
		r.Add(path+"_file", fmt.Sprintf("%s can't be read: %s", r.Written(path+"_file"), document.Reason(err)), "write the template there; a relative path starts at the config's folder")
		return
	}
	*text = string(read)
}
