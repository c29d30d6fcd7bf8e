using System.Collections.Frozen;

namespace AgentMemory.Memory.Words;

/// <summary>
/// What characters are alike to a search: letters with and without accents, ligatures, half-width, circled and letter-like forms, after
/// lower-casing. From Unicode 15's compatibility decompositions without their marks, with the letters added that Unicode does not take
/// apart (&#223;, &#230;, &#248; and their neighbours). It stands here in full because .NET does not normalise text in its invariant mode.
/// </summary>
internal static class FoldTable
{
    /// <summary>Pairs: a character and the one it is read as.</summary>
    private const string Single =
        "ªa²2³3µμ¹1ºoàaáaâaãaäaåaçcèeéeêeëeìiíiîiïiðdñnòoóoôoõoöoøoùuúuûuüuýyÿyāaăaąaćcĉcċcčcďdđdēeĕeėeęeěeĝgğgġgģgĥhħhĩiīiĭiįiİiıiĵjķkĺlļlľl"
        + "ŀlłlńnņnňnōoŏoőoŕrŗrřrśsŝsşsšsţtťtŧtũuūuŭuůuűuųuŵwŷyźzżzžzſsơoưuǎaǐiǒoǔuǖuǘuǚuǜuǟaǡaǣæǧgǩkǫoǭoǯʒǰjǵgǹnǻaǽæǿøȁaȃaȅeȇeȉiȋiȍoȏoȑrȓrȕuȗu"
        + "șsțtȟhȧaȩeȫoȭoȯoȱoȳyʹʹΐιάαέεήηίιΰυςσϊιϋυόούυώωϐβϑθϒυϓυϔυϕφϖπϰκϱρϲσϵεёеḁaḃbḅbḇbḉcḋdḍdḏdḑdḓdḕeḗeḙeḛeḝeḟfḡgḣhḥhḧhḩhḫhḭiḯiḱkḳkḵkḷlḹlḻlḽl"
        + "ḿmṁmṃmṅnṇnṉnṋnṍoṏoṑoṓoṕpṗpṙrṛrṝrṟrṡsṣsṥsṧsṩsṫtṭtṯtṱtṳuṵuṷuṹuṻuṽvṿvẁwẃwẅwẇwẉwẋxẍxẏyẑzẓzẕzẖhẗtẘwẙyẛsạaảaấaầaẩaẫaậaắaằaẳaẵaặaẹeẻeẽeếeềe"
        + "ểeễeệeỉiịiọoỏoốoồoổoỗoộoớoờoởoỡoợoụuủuứuừuửuữuựuỳyỵyỷyỹyἀαἁαἂαἃαἄαἅαἆαἇαἐεἑεἒεἓεἔεἕεἠηἡηἢηἣηἤηἥηἦηἧηἰιἱιἲιἳιἴιἵιἶιἷιὀοὁοὂοὃοὄοὅοὐυὑυ"
        + "ὒυὓυὔυὕυὖυὗυὠωὡωὢωὣωὤωὥωὦωὧωὰαάαὲεέεὴηήηὶιίιὸοόοὺυύυὼωώωᾀαᾁαᾂαᾃαᾄαᾅαᾆαᾇαᾐηᾑηᾒηᾓηᾔηᾕηᾖηᾗηᾠωᾡωᾢωᾣωᾤωᾥωᾦωᾧωᾰαᾱαᾲαᾳαᾴαᾶαᾷαιιῂηῃηῄηῆηῇηῐι"
        + "ῑιῒιΐιῖιῗιῠυῡυῢυΰυῤρῥρῦυῧυῲωῳωῴωῶωῷω⁰0ⁱi⁴4⁵5⁶6⁷7⁸8⁹9ⁿn₀0₁1₂2₃3₄4₅5₆6₇7₈8₉9ₐaₑeₒoₓxₔəₕhₖkₗlₘmₙnₚpₛsₜtℂc℃cℇɛ℉fℊgℋhℌhℍhℎhℏħℐiℑiℒlℓlℕnℙp"
        + "ℚqℛrℜrℝrℤzℨzℬbℭcℯeℰeℱfℳmℴoℵאℶבℷגℸדℹiℼπℽγℾγℿπⅅdⅆdⅇeⅈiⅉj⅟1ⅰiⅴvⅹxⅼlⅽcⅾdⅿm①1②2③3④4⑤5⑥6⑦7⑧8⑨9⑴1⑵2⑶3⑷4⑸5⑹6⑺7⑻8⑼9⒈1⒉2⒊3⒋4⒌5⒍6⒎7⒏8⒐9⒜a⒝b⒞c⒟d"
        + "⒠e⒡f⒢g⒣h⒤i⒥j⒦k⒧l⒨m⒩n⒪o⒫p⒬q⒭r⒮s⒯t⒰u⒱v⒲w⒳x⒴y⒵zⓐaⓑbⓒcⓓdⓔeⓕfⓖgⓗhⓘiⓙjⓚkⓛlⓜmⓝnⓞoⓟpⓠqⓡrⓢsⓣtⓤuⓥvⓦwⓧxⓨyⓩz⓪0ｦヲｧァｨィｩゥｪェｫォｬャｭュｮョｯッｰーｱアｲイｳウｴエｵオｶカ"
        + "ｷキｸクｹケｺコｻサｼシｽスｾセｿソﾀタﾁチﾂツﾃテﾄトﾅナﾆニﾇヌﾈネﾉノﾊハﾋヒﾌフﾍヘﾎホﾏマﾐミﾑムﾒメﾓモﾔヤﾕユﾖヨﾗラﾘリﾙルﾚレﾛロﾜワﾝンﾞ\u3099ﾟ\u309A";

    /// <summary>A character and the several it is read as, with a space behind each.</summary>
    private const string Several =
        "¼14 ½12 ¾34 ßss æae þth ĳij ŋng œoe ǆdz ǉlj ǌnj ǳdz ⅐17 ⅑19 ⅒110 ⅓13 ⅔23 ⅕15 ⅖25 ⅗35 ⅘45 ⅙16 ⅚56 ⅛18 ⅜38 ⅝58 ⅞78 ⅱii ⅲiii ⅳiv ⅵvi "
        + "ⅶvii ⅷviii ⅸix ⅺxi ⅻxii ↉03 ⑩10 ⑪11 ⑫12 ⑬13 ⑭14 ⑮15 ⑯16 ⑰17 ⑱18 ⑲19 ⑳20 ⑽10 ⑾11 ⑿12 ⒀13 ⒁14 ⒂15 ⒃16 ⒄17 ⒅18 ⒆19 ⒇20 ⒑10 ⒒11 ⒓12 ⒔13 "
        + "⒕14 ⒖15 ⒗16 ⒘17 ⒙18 ⒚19 ⒛20 ﬀff ﬁfi ﬂfl ﬃffi ﬄffl ﬅst ﬆst ";

    private static readonly FrozenDictionary<char, string> Table = Read();

    /// <summary>What a character in lower case is read as; null where it is read as itself.</summary>
    public static string? Of(char character) => Table.GetValueOrDefault(character);

    private static FrozenDictionary<char, string> Read()
    {
        var table = new Dictionary<char, string>();
        for (var i = 0; i < Single.Length; i += 2)
        {
            table[Single[i]] = Single[i + 1].ToString();
        }

        foreach (var entry in Several.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            table[entry[0]] = entry[1..];
        }

        return table.ToFrozenDictionary();
    }
}
