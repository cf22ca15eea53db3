package main

import (
	"bytes"
	"encoding/hex"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// What must not be seen: of the virtual cards, and of the command lines below.
const (
	secretPAN   = "5413330089020011"
	secretOther = "4761739001010010" // the second application of the card with two
	secretTrack = "4761739001010119"
	secretName  = "HOLDER/CARD"
	cardName    = "TEST CARD/EMV" // of the virtual cards
	secretKey   = "0123456789ABCDEFFEDCBA9876543210"
	journalKey  = "C0FFEEC0FFEEC0FFEEC0FFEEC0FFEEC0FFEEC0FFEEC0FFEEC0FFEEC0FFEEC0FF"
	secretPIN   = "7391"
)

// secretLines is command lines of every command, good and bad, that are given secrets or cards. DIR is a directory that the
// lines before have written to.
var secretLines = map[string][]string{
	"decode": {
		"decode 70185A085413330089020011" + "5F200B" + "484F4C4445522F43415244",
		"decode -json 70185A085413330089020011" + "5F200B" + "484F4C4445522F43415244",
		"decode 5A085413330089020011" + "57114761739001010119D2212201000000000F",
		"decode 4761739001010119D2212201000000000F",
		"decode -json ;4761739001010119=22122011234?",
		"decode %B4761739001010119^HOLDER/CARD^22122011234?",
		"decode 5413330089020011",
		"decode -as pan 5413330089020011",
		"decode -as 5A 5413330089020011",
		"decode -as 5F20 484F4C4445522F43415244",
		"decode 002000800824" + secretPIN + "FFFFFFFFFF",
		"decode -as capdu 0020008008247391FFFFFFFFFF",
		"decode 80A800000C830A5413330089020011000000",
		"decode 77105A085413330089020011" + "9F3602000190009000",
		"decode 00112233" + secretPAN + "44556677",
		"decode D210" + "11" + secretPAN + "FFFF01271202A8",
		"decode 5A085413330089020011 5413330089020011",
		"decode -as 5413330089020011 00",
		"decode -" + secretPAN + " 00",
		"decode 5413330089020011Z",
		"decode -book 5413330089020011 00",
		"decode -in 5413330089020011 00",
		"decode -in 5413-3300-8902-0011 00",
		"decode -as \uFF15\uFF14\uFF11\uFF13\uFF13\uFF13\uFF10\uFF10\uFF18\uFF19\uFF10\uFF12\uFF10\uFF10\uFF11\uFF11 00",
		"decode - <DIR/t.txt",
		"decode -json - <DIR/t.txt",
	},
	"explain": {"explain 5A", "explain " + secretPAN, "explain 5A " + secretPAN},
	"sw":      {"sw 9000", "sw " + secretPAN, "sw 9000 " + secretPAN},
	"atr":     {"atr " + secretPAN, "atr 3B65 " + secretPAN},
	"readers": {"readers " + secretPAN, "readers"},
	"insert":  {"insert -card " + secretPAN, "insert -slot " + secretPAN, "insert -card full -slot 127.0.0.1:1"},
	"txn": {
		"txn -card full -amount 12.34 -date 2026-07-01 -record DIR/t.txt -journal DIR/j.bin -key " + journalKey + " -report DIR/t.html -trace",
		"txn -card full -json",
		"txn -card two -trace",
		"txn -card pin -pin " + secretPIN + ",1234 -trace -record DIR/p.txt",
		"txn -card plaintext-pin -pin " + secretPIN + ",1234 -trace -json -record DIR/pp.txt",
		"txn -card full -offline -trace", "txn -card full -decline -json", "txn -card full -config denial -trace",
		"txn -card " + secretPAN, "txn -card full -amount " + secretPAN + "x", "txn -card full -pin " + secretPIN + "x",
		"txn -card full -journal DIR/x.bin -key " + journalKey[2:], "txn -card full -key " + journalKey,
		"txn -card full -journal /nowhere/x.bin -key " + journalKey, "txn -card full " + journalKey,
	},
	"read": {
		"read -card two", "read -card full -all", "read -card full -all -json", "read -card two -all -record DIR/r.txt", "read -card none",
		"read -card full -keys DIR/t.txt", "read " + secretPAN,
	},
	"replay": {
		"replay DIR/t.txt", "replay -trace DIR/t.txt", "replay -json DIR/t.txt", "replay -trace -key " + journalKey + " DIR/j.bin",
		"replay -key " + secretKey + secretKey + " DIR/j.bin", "replay -key " + journalKey[2:] + " DIR/j.bin", "replay DIR/j.bin",
		"replay -kind online DIR/t.txt", "replay -json -kind online DIR/t.txt", "replay -trace DIR/p.txt", "replay -date 2031-01-01 -trace DIR/t.txt",
	},
	"oda": {"oda DIR/t.txt", "oda -json DIR/t.txt", "oda DIR/j.bin", "oda -date 2049-01-01 DIR/t.txt"},
	"redact": {
		"redact -o DIR/red.txt DIR/t.txt", "redact DIR/t.txt", "redact -json DIR/t.txt", "redact -key " + journalKey + " DIR/j.bin",
		"redact -key " + journalKey[2:] + " DIR/j.bin", "redact DIR/j.bin", "redact DIR/p.txt",
	},
	"report": {
		"report DIR/t.txt -o DIR/report.html", "report -json -key " + journalKey + " DIR/j.bin -o DIR/jreport.html", "report -key " + journalKey[2:] + " DIR/j.bin",
		"report DIR/pp.txt -o DIR/preport.html",
	},
	"arqc": {
		"arqc -imk " + secretKey + " -pan " + secretPAN + " -atc 0001 -un 00000000 -cvn 16",
		"arqc -imk " + secretKey + " -pan " + secretPAN + " -atc 0001 -un 00000000 -cvn 16 -json",
		"arqc -mk " + secretKey + " -pan " + secretPAN + " -cvn 99", "arqc -imk " + secretKey + "Z -pan " + secretPAN + " -cvn 16",
		"arqc -imk " + secretKey + "00 -pan " + secretPAN + " -cvn 16", "arqc -imk " + secretKey + " -pan " + secretPAN + "X -cvn 16",
		"arqc -imk " + secretKey + " -psn " + secretPAN + " -pan 1 -cvn 10", "arqc -imk " + secretKey + " -cvn " + secretPAN,
		"arqc -imk @" + secretKey + " -pan " + secretPAN + " -cvn 10", "arqc " + secretKey,
		"arqc -imk " + secretKey + " -pan " + secretPAN + " -cvn 16 -scheme visa -tlv 5A085413330089020011",
	},
	"arpc": {
		"arpc -imk " + secretKey + " -pan " + secretPAN + " -atc 0001 -un 00000000 -cvn 16 -arqc 1122334455667788 -arc 00",
		"arpc -imk " + secretKey + " -pan " + secretPAN + " -cvn 16 -arqc 11 -json", "arpc -imk " + secretKey + " -arc " + secretPAN + " -pan 1 -cvn 10 -arqc 1122334455667788",
	},
	"derive": {
		"derive -imk " + secretKey + " -pan " + secretPAN, "derive -imk " + secretKey + " -pan " + secretPAN + " -cvn 16 -atc 0001 -un 00000000 -ac 1122334455667788 -json",
		"derive -imk " + secretKey + " -mk " + secretKey, "derive -mk " + secretKey + " -option " + secretKey,
	},
	"pinblock": {
		"pinblock -format 0 -pan " + secretPAN + " -pin " + secretPIN + " -key " + secretKey,
		"pinblock -format 0 -pan " + secretPAN + " -pin " + secretPIN + " -key " + secretKey + " -json",
		"pinblock -format 4 -pan " + secretPAN + " -pin " + secretPIN + " -key " + secretKey,
		"pinblock -format 0 -pan " + secretPAN + " -pin " + secretPIN + " -bdk " + secretKey + " -ksn FFFF9876543210E00001",
		"pinblock -format 0 -pan " + secretPAN + "X -pin " + secretPIN + " -key " + secretKey, "pinblock -format 0 -pan 4761739001010119 -block AC0708A3C923D34D -key " + secretKey,
		"pinblock -format 0 -pan " + secretPAN + " -pin " + secretPIN + "X -key " + secretKey, "pinblock -format " + secretPIN + " -pin 1234", "pinblock " + secretPIN,
		"pinblock -format 0 -pan " + secretPAN + " -pin " + secretPIN + " -key " + secretKey + "00", "pinblock -format 0 -pan " + secretPAN + " -block 0011223344556677 -key " + secretKey,
	},
	"capk":       {"capk list -set test", "capk check DIR/t.txt", "capk import DIR/t.txt", "capk list -rid " + secretPAN, "capk " + secretPAN},
	"config":     {"config check DIR/t.txt", "config " + secretPAN},
	"ics":        {"ics", "ics " + secretPAN, "ics -config default -declared DIR/t.txt", "ics -config default -declared " + secretPAN},
	"completion": {"completion bash", "completion " + secretPAN},
}

// No command shows a PAN, a track, a name, a PIN or a key that it was given or that a card has, in its answers, its errors
// and its pages, unless it was told to show them. A journal is sealed. SECURITY row 21.
func TestNoSecrets(t *testing.T) {
	dir := t.TempDir()
	order := []string{"txn"}
	for _, c := range commands() {
		if secretLines[c.name] == nil {
			t.Errorf("%s: no command lines", c.name)
		}
		if c.name != "txn" {
			order = append(order, c.name)
		}
	}
	for _, name := range order {
		for _, line := range secretLines[name] {
			line, file, piped := strings.Cut(strings.ReplaceAll(line, "DIR", filepath.ToSlash(dir)), " <")
			stdin := ""
			if piped {
				b, err := os.ReadFile(file)
				if err != nil {
					t.Fatal(err)
				}
				stdin = string(b)
			}
			_, out, errw := emv(stdin, strings.Fields(line)...)
			for _, text := range []string{out, errw} {
				if s := secretIn(text, name); s != "" {
					t.Errorf("emv %s: %s is shown:\n%s", line, s, text)
				}
			}
		}
	}
	pages, err := filepath.Glob(filepath.Join(dir, "*.html"))
	if err != nil || len(pages) < 4 {
		t.Fatalf("%v, %v", pages, err)
	}
	for _, page := range append(pages, filepath.Join(dir, "red.txt")) {
		b, err := os.ReadFile(page)
		if err != nil {
			t.Fatal(err)
		}
		if s := secretIn(string(b), "report"); s != "" {
			t.Errorf("%s: %s is in it", filepath.Base(page), s)
		}
	}
	b, err := os.ReadFile(filepath.Join(dir, "j.bin"))
	pan, _ := hex.DecodeString(secretPAN)
	if err != nil || len(b) == 0 || bytes.Contains(b, pan) || secretIn(string(b), "journal") != "" {
		t.Errorf("the journal is not sealed: %v", err)
	}
	b, err = os.ReadFile(filepath.Join(dir, "p.txt"))
	for _, pin := range []string{"24" + secretPIN + "FFFF", " " + secretPIN + "\n", " " + secretPIN + " ", "37333931"} { // what the card drew may have its four digits
		if err != nil || strings.Contains(string(b), pin) {
			t.Errorf("the PIN is in the conversation: %v", err)
		}
	}
}

// secretIn is the first secret that a text has, in any of the forms that it could take.
func secretIn(text, command string) string {
	text = strings.ToUpper(text)
	secrets := []string{secretPAN, secretOther, secretTrack, secretName, "484F4C4445522F43415244", cardName, "5445535420434152442F454D56", secretKey, journalKey, journalKey[2:]}
	if slices.Contains([]string{"pinblock", "txn", "decode"}, command) {
		secrets = append(secrets, `"`+secretPIN+`"`, " "+secretPIN+" ", ": "+secretPIN, " "+secretPIN+";", "24"+secretPIN, "04"+secretPIN)
	}
	for _, s := range secrets {
		if strings.Contains(text, s) || len(s) == 16 && strings.Contains(strings.ReplaceAll(text, " ", ""), s) {
			return s
		}
	}
	return ""
}

// What was asked for is shown: the test above would otherwise prove nothing.
func TestSecretsAskedFor(t *testing.T) {
	for line, want := range map[string]string{
		"decode -show-pan 5A085413330089020011": secretPAN,
		"read -card full -all -show-pan":        secretPAN,
		"derive -show-keys -mk " + secretKey:    secretKey,
		"pinblock -show-pin -format 0 -pan 4761739001010119 -block AC0708A3C923D34D -key " + secretKey: "1234",
	} {
		if status, out, errw := emv("", strings.Fields(line)...); status != 0 || !strings.Contains(strings.ReplaceAll(out, " ", ""), want) {
			t.Errorf("emv %s: %d %s%s", line, status, out, errw)
		}
	}
}

// A card number behind other digits, where a run that begins earlier passes the check by chance, is masked too, whole in none of the lines.
func TestNumberBehindOtherDigits(t *testing.T) {
	for before := range 200 {
		object := fmt.Sprintf("DF0112261129%012d5413330089020011FF", before)
		if status, out, errw := emv("", "decode", object); status != 0 || strings.Contains(out, "5413330089020011") {
			t.Fatalf("%s: %d %s%s", object, status, out, errw)
		}
	}
}
