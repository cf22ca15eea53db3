package step

import (
	"strings"

	"github.com/emvgo/emv/tlv"
)

// iso8859 are the upper halves, A0 to FF, of the parts of ISO/IEC 8859 that the book allows; a position without a character
// is a space. The lower halves are the common character set.
// B3 C4
var iso8859 = [...]string{
	1:  "\u00A0¡¢£¤¥¦§¨©ª«¬\u00AD®¯°±²³´µ¶·¸¹º»¼½¾¿ÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏÐÑÒÓÔÕÖ×ØÙÚÛÜÝÞßàáâãäåæçèéêëìíîïðñòóôõö÷øùúûüýþÿ",
	2:  "\u00A0Ą˘Ł¤ĽŚ§¨ŠŞŤŹ\u00ADŽŻ°ą˛ł´ľśˇ¸šşťź˝žżŔÁÂĂÄĹĆÇČÉĘËĚÍÎĎĐŃŇÓÔŐÖ×ŘŮÚŰÜÝŢßŕáâăäĺćçčéęëěíîďđńňóôőö÷řůúűüýţ˙",
	3:  "\u00A0Ħ˘£¤ Ĥ§¨İŞĞĴ\u00AD Ż°ħ²³´µĥ·¸ışğĵ½ żÀÁÂ ÄĊĈÇÈÉÊËÌÍÎÏ ÑÒÓÔĠÖ×ĜÙÚÛÜŬŜßàáâ äċĉçèéêëìíîï ñòóôġö÷ĝùúûüŭŝ˙",
	4:  "\u00A0ĄĸŖ¤ĨĻ§¨ŠĒĢŦ\u00ADŽ¯°ą˛ŗ´ĩļˇ¸šēģŧŊžŋĀÁÂÃÄÅÆĮČÉĘËĖÍÎĪĐŅŌĶÔÕÖ×ØŲÚÛÜŨŪßāáâãäåæįčéęëėíîīđņōķôõö÷øųúûüũū˙",
	5:  "\u00A0ЁЂЃЄЅІЇЈЉЊЋЌ\u00ADЎЏАБВГДЕЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯабвгдежзийклмнопрстуфхцчшщъыьэюя№ёђѓєѕіїјљњћќ§ўџ",
	6:  "\u00A0   ¤       ،\u00AD             ؛   ؟ ءآأؤإئابةتثجحخدذرزسشصضطظعغ     ـفقكلمنهوىيًٌٍَُِّْ             ",
	7:  "\u00A0‘’£€₯¦§¨©ͺ«¬\u00AD ―°±²³΄΅Ά·ΈΉΊ»Ό½ΎΏΐΑΒΓΔΕΖΗΘΙΚΛΜΝΞΟΠΡ ΣΤΥΦΧΨΩΪΫάέήίΰαβγδεζηθικλμνξοπρςστυφχψωϊϋόύώ ",
	8:  "\u00A0 ¢£¤¥¦§¨©×«¬\u00AD®¯°±²³´µ¶·¸¹÷»¼½¾                                ‗אבגדהוזחטיךכלםמןנסעףפץצקרשת  \u200E\u200F ",
	9:  "\u00A0¡¢£¤¥¦§¨©ª«¬\u00AD®¯°±²³´µ¶·¸¹º»¼½¾¿ÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏĞÑÒÓÔÕÖ×ØÙÚÛÜİŞßàáâãäåæçèéêëìíîïğñòóôõö÷øùúûüışÿ",
	10: "\u00A0ĄĒĢĪĨĶ§ĻĐŠŦŽ\u00ADŪŊ°ąēģīĩķ·ļđšŧž―ūŋĀÁÂÃÄÅÆĮČÉĘËĖÍÎÏÐŅŌÓÔÕÖŨØŲÚÛÜÝÞßāáâãäåæįčéęëėíîïðņōóôõöũøųúûüýþĸ",
}

// codeTable gives the part of ISO/IEC 8859 that an issuer code table index (BCD, 01 to 10) names, 0 for none, and whether
// the terminal supports it: tag 9F40, bytes 4 and 5.
// B3 C4, B4 A3
func codeTable(index byte, additional tlv.AdditionalTerminalCapabilitiesValue) (part int, supported bool) {
	switch {
	case index >= 0x01 && index <= 0x08:
		return int(index), additional[4]>>(index-1)&1 != 0
	case index == 0x09:
		return 9, additional.Has(tlv.AddCapCodeTable9)
	case index == 0x10:
		return 10, additional.Has(tlv.AddCapCodeTable10)
	}
	return 0, false // B1 12.2.4 value
}

// decode turns text in a part of ISO/IEC 8859 into UTF-8, with spaces for what is no character, and none at the end.
// B1 12.2.4
func decode(part int, b []byte) string {
	upper := []rune(iso8859[part])
	s := make([]rune, len(b))
	for i, c := range b {
		switch {
		case c >= 0x20 && c < 0x7F:
			s[i] = rune(c)
		case c >= 0xA0:
			s[i] = upper[c-0xA0]
		default:
			s[i] = ' '
		}
	}
	return strings.TrimRight(string(s), " ")
}
