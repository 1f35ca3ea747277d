package file

import (
	"archive/zip"
	"path"
	"strings"
)

// openZip finds the one file in a zip. An .xlsx is a zip, too: its member is the
// workbook.
func (s *source) openZip() error {
	z, err := zip.NewReader(s.f, s.size)
	if err != nil {
		return broken(s.name, err)
	}
	var members []*zip.File
	for _, m := range z.File {
		switch {
		case m.Name == "xl/workbook.xml":
			s.member = m
			return nil
		case m.Name == "xl/workbook.bin":
			return refused(s.name, "is a binary workbook (.xlsb): save it as .xlsx, or as CSV UTF-8")
		case m.Name == "content.xml" || m.Name == "Index/Document.iwa" || strings.HasPrefix(m.Name, "word/"):
			return refused(s.name, "is a document of another program (OpenDocument, Numbers or Word): save it as .xlsx, or as CSV UTF-8")
		case isData(m):
			members = append(members, m)
		}
	}
	if strings.HasSuffix(strings.ToLower(s.name), ".xlsx") {
		return broken(s.name, errNoWorkbook)
	}
	if len(members) != 1 {
		return refused(s.name, "holds %d files%s: pack one file into a zip", len(members), listed(members))
	}
	s.member = members[0]
	if s.member.Flags&1 != 0 {
		return refused(s.name, "is protected by a password: pack it without one")
	}
	s.inner = path.Base(strings.ReplaceAll(s.member.Name, `\`, "/"))
	if inner, packed := cutPacking(s.inner); packed != nil || strings.EqualFold(path.Ext(s.inner), ".zip") {
		return refused(s.name, "holds %s, which is packed again: pack %s itself", s.inner, inner)
	}
	return nil
}

// isData reports whether a member is a file that a person put there, not what a
// system leaves in archives.
func isData(m *zip.File) bool {
	base := path.Base(m.Name)
	return !m.FileInfo().IsDir() && !strings.HasPrefix(m.Name, "__MACOSX/") && !strings.HasPrefix(base, ".") && base != "Thumbs.db" && base != "desktop.ini"
}

// listed names the first members of an archive.
func listed(members []*zip.File) string {
	const most = 5
	if len(members) == 0 {
		return ""
	}
	var names []string
	for _, m := range members {
		if len(names) == most {
			names = append(names, "…")
			break
		}
		names = append(names, shorten(m.Name))
	}
	return " (" + strings.Join(names, ", ") + ")"
}
