package slip

import (
	"io"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/transform"
)

// GB18030 is a printer whose character set is GB 18030, which has every character. Close writes what is left.
func GB18030(w io.Writer) io.WriteCloser {
	return transform.NewWriter(w, simplifiedchinese.GB18030.NewEncoder())
}

// GBK is a printer whose character set is GBK: what that lacks is printed as its own substitute. Close writes what is left.
func GBK(w io.Writer) io.WriteCloser {
	return transform.NewWriter(w, encoding.ReplaceUnsupported(simplifiedchinese.GBK.NewEncoder()))
}
