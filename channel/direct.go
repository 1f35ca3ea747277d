package channel

import (
	"html"
	"strings"

	"github.com/osteele/liquid/parser"
	"github.com/osteele/liquid/render"
)

const (
	// mostPieces is how many pieces a part may have that is put together without Liquid, and
	// mostValue how many bytes a value of it: with more Liquid's bounds may be met, so
	// Liquid renders it.
	mostPieces = 100
	mostValue  = 1000
)

// part is the text, the HTML or the subject of a template, compiled.
type part struct {
	node   render.Node
	as     form
	pieces []piece // it is nothing else than these; nil: Liquid renders it
}

// piece is a text as it stands, or the place of a value.
type piece struct {
	text  string
	value func(*Values) string // nil: the text
}

// asIs are the variables that are printed as they are.
var asIs = map[string]func(*Values) string{
	"member.name":         func(v *Values) string { return v.Member.Name },
	"member.id":           func(v *Values) string { return v.Member.ID },
	"member.stage":        func(v *Values) string { return v.Member.Stage },
	"member.stage_before": func(v *Values) string { return v.Member.StageBefore },
	"member.rfm_class":    func(v *Values) string { return v.Member.RFMClass },
	"member.language":     func(v *Values) string { return v.Member.Language },
	"brand.name":          func(v *Values) string { return v.Brand },
	"campaign.name":       func(v *Values) string { return v.Campaign },
	"date":                func(v *Values) string { return v.Date },
	"unsubscribe_url":     func(v *Values) string { return v.UnsubscribeURL },
	"coupon.code":         func(v *Values) string { return v.Coupon },
	"entry.goods":         func(v *Values) string { return v.Entry.Goods },
	"entry.link":          func(v *Values) string { return v.Entry.Link },
	"entry.total":         func(v *Values) string { return v.Entry.Total },
	"entry.key":           func(v *Values) string { return v.Entry.Key },
}

// piecesOf are the pieces of a source that holds nothing but text and such variables, or nil.
// Most texts are so, and Liquid takes most of the time of a message.
func piecesOf(source string) []piece {
	var pieces []piece
	for _, token := range parser.Scan(source, parser.SourceLoc{LineNo: 1}, nil) {
		value := asIs[token.Args]
		switch {
		case token.Type == parser.TextTokenType:
			pieces = append(pieces, piece{text: token.Source})
		case token.Type == parser.ObjTokenType && value != nil:
			pieces = append(pieces, piece{value: value})
		default:
			return nil
		}
	}
	if len(pieces) > mostPieces {
		return nil
	}
	return pieces
}

// direct puts a part together as Liquid would. It is false where Liquid has to.
func (p *part) direct(v *Values) (string, bool) {
	if p.pieces == nil {
		return "", false
	}
	var out strings.Builder
	for _, piece := range p.pieces {
		if piece.value == nil {
			out.WriteString(piece.text)
			continue
		}
		value := piece.value(v)
		if len(value) > mostValue {
			return "", false
		}
		switch p.as {
		case htmlText:
			value = html.EscapeString(value)
		case jsonText:
			value = escapeJSON(value)
		}
		out.WriteString(value)
	}
	return out.String(), true
}
