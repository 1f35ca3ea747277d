// Package report renders a published date of a brand as one HTML file that people
// read: on a desk, on a phone and on paper, in English and in Traditional Chinese.
//
// The file holds all it needs (style, script, charts), asks the network for
// nothing and names nobody: members stand in it by id and masked name. Every
// chart has its numbers below it as a table. How values and names read is present's.
//
//	facts.go       what is read from ClickHouse, once
//	page.go        the order of the sections; one file per section
//	chart.go       the pictures; options.go has ECharts' options
//	text*.go       the words of the page, one file per language
//	page/          the template, the style and the script
//	echarts/       the chart library, vendored
package report
