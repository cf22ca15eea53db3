module github.com/emvgo/emv

go 1.26
