// Package submit is what a browser sends of a page's form, for tests of pages without a browser.
package submit
