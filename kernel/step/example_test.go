package step_test

import (
	"encoding/hex"
	"fmt"

	"github.com/emvgo/emv/kernel/step"
	"github.com/emvgo/emv/tlv"
)

// Terminal action analysis: offline data authentication was not performed, the issuer wants to be asked then, and declines
// when he cannot be.
// B3 10.7
func ExampleAnalyse() {
	var tvr tlv.TVRValue
	tvr.Set(tlv.TVRODANotPerformed)
	bit := []byte{0x80, 0, 0, 0, 0}
	issuer := step.IssuerActionCodes(nil, bit, bit)
	terminal := step.ActionCodes{}
	fmt.Println(step.Analyse(tvr, &terminal, &issuer, 0x22))        // online capable
	fmt.Println(step.AnalyseDefault(tvr, &terminal, &issuer, 0x22)) // the host is down
	// Output:
	// ARQC
	// AAC
}

// The language of the dialogue is the first of the card's that the terminal has.
// B4 11.1
func ExampleLanguage() {
	fmt.Println(step.Language([]byte("frdeen"), []string{"en", "de"}))
	// Output: de
}

// The commands of an issuer script.
// B3 10.10
func ExampleScripts() {
	response, err := hex.DecodeString("8A023030" + "7216" + "9F180411223344" + "860D" + "8424000008" + "1122334455667788")
	if err != nil {
		panic(err)
	}
	for script := range step.Scripts(response, tlv.TagScript2) {
		fmt.Printf("script %X\n", script.ID)
		for command, ok := script.Next(); ok; command, ok = script.Next() {
			fmt.Printf("%X\n", command)
		}
	}
	// Output:
	// script 11223344
	// 84240000081122334455667788
}
