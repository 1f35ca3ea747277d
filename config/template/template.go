package template

import "regulars/config/document"

// Template is the text of a campaign on one channel, in Liquid.
type Template struct {
	Subject  string `yaml:"subject"`   // of a mail; other channels have none
	Text     string `yaml:"text"`      // the message; of a mail, its plain form
	HTML     string `yaml:"html"`      // a mail's HTML form
	TextFile string `yaml:"text_file"` // a file that holds the text
	HTMLFile string `yaml:"html_file"` // a file that holds the HTML

	Languages map[string]Text `yaml:"languages"` // what it says to members of another language than the brand's, by tags such as en or zh-TW

	Language string `yaml:"-"` // of the own text: the brand's
}

// Text is what it says in one language.
type Text struct {
	Subject  string `yaml:"subject"`   // of a mail; other channels have none
	Text     string `yaml:"text"`      // the message; of a mail, its plain form
	HTML     string `yaml:"html"`      // a mail's HTML form
	TextFile string `yaml:"text_file"` // a file that holds the text
	HTMLFile string `yaml:"html_file"` // a file that holds the HTML
}

// In returns the text of one of Languages as a template of its own; the own text for an
// empty name.
func (t Template) In(language string) Template {
	if language == "" {
		t.Languages = nil
		return t
	}
	text := t.Languages[language]
	return Template{
		Subject: text.Subject, Text: text.Text, HTML: text.HTML, TextFile: text.TextFile, HTMLFile: text.HTMLFile, Language: language,
	}
}

// Named says in which language the own texts of templates are written.
func Named(templates map[string]Template, language string) {
	for channel, t := range templates {
		t.Language = language
		templates[channel] = t
	}
}

// WithoutFiles notes a mistake for each file that the template names, and forgets its name:
// who writes a document may not see this machine's files.
func (t Template) WithoutFiles(r *document.Reader, path string) Template {
	own := Text{TextFile: t.TextFile, HTMLFile: t.HTMLFile}
	own.withoutFiles(r, path)
	t.TextFile, t.HTMLFile = "", ""
	for name, text := range t.Languages {
		text.withoutFiles(r, path+".languages."+name)
		text.TextFile, text.HTMLFile = "", ""
		t.Languages[name] = text
	}
	return t
}

func (t Text) withoutFiles(r *document.Reader, path string) {
	for key, file := range map[string]string{"text_file": t.TextFile, "html_file": t.HTMLFile} {
		if file != "" {
			r.Add(path+"."+key, "a file can't be read here", "write the text itself")
		}
	}
}
