using System.Globalization;
using System.Text;
using AgentMemory.Core;

namespace AgentMemory.Testing.Grammars;

/// <summary>Damages sound grammars as people and programs do, and as somebody would who looks for a way to the engine.</summary>
public static class GrammarMutator
{
    private const int ChangesMax = 4;
    private const string Signs = "\"[](){}|*+?.^-\\:=<>!#,0129azNUux \n\r\t_ ~\u00a0\u2019é\ud83d\ude00\0\u2028";

    private static readonly string[] Pieces =
    [
        "{3,2}", "{0}", "{0,0}", "{1999}", "{2000}", "{2001}", "{1,5000}", "{99999999999999999999}", "{,3}", "{2,", "{-1}", "{ 2 }", "{2\n}",
        "*", "+", "?", "**", "?*", "{2}{3}", "{1000}{1000}", "()", "(|)", "(\"\")", "(\"\")*", "(\"a\"?)*", "(\"a\"? \"b\"?)+", "[]", "[^]", "[z-a]", "[a-", "[a-]", "[]]",
        "\"", "\"\"", "\"\\", "\"\\x4\"", "\"\\x00\"", "\"\\u0000\"", "\"\\uD800\"", "\"\\U00110000\"", "\"\\UFFFFFFFF\"", "\"\\q\"", "root", "nowhere", "root ::= root",
        "\nroot ::= \"other\"\n", "\nempty ::= \n", "\nloop ::= loop \"x\" | \"y\"\n", "\nloop ::= maybe loop \"x\" | \"y\"\nmaybe ::= other\nother ::= \"q\"?\n", " loop ", " maybe ",
        "\ns ::= \"a\" s \"b\" | \"a\" s \"c\" | \"d\"\n", " s ", "<[12]>", "<[99999]>", "<[4294967297]>", "!<[3]>", "<tok>", "!", "<", "# end", "::=", "|", "||", ".", "...",
        "(((((((((((", ")))))))", "\"a\"{0,1999}", "(\"a\" \"b\"){0,900}", "([ab]{0,40}){0,40}", "\r\n", "\r", "\\", "_", "rule_1", "[^\\n]*", "[\\x80-\\xFF]", "\ufeff",
    ];

    /// <summary>The damaged grammar of a seed: the same one every time.</summary>
    public static string Make(ulong seed)
    {
        var rng = new Rng(seed).Fork("grammar");
        var text = new StringBuilder(rng.Pick(SoundGrammars.All));
        for (var change = rng.Next(1, ChangesMax + 1); change > 0; change--)
        {
            Change(text, rng);
        }

        return text.ToString();
    }

    private static void Change(StringBuilder text, Rng rng)
    {
        var at = rng.Next(text.Length + 1);
        var length = Math.Min(text.Length - at, 1 + (rng.Chance(0.7) ? rng.Next(3) : rng.Next(40)));
        var part = text.ToString(at, length);
        switch (rng.Next(10))
        {
            case 0:
                text.Remove(at, length);
                break;
            case 1:
                text.Insert(at, part);
                break;
            case 2:
                text.Insert(rng.Next(text.Length + 1), part);
                break;
            case 3:
                text.Remove(at, length).Insert(at, Signs[rng.Next(Signs.Length)]);
                break;
            case 4:
                text.Insert(at, Signs[rng.Next(Signs.Length)]);
                break;
            case 5:
                Digits(text, rng);
                break;
            case 6 when rng.Chance(0.1):
                text.Insert(at, string.Concat(Enumerable.Repeat(rng.Pick(Pieces), rng.Next(1, 300))));
                break;
            case 7:
                text.Append(Environment.NewLine).Append(rng.Pick(SoundGrammars.All));
                break;
            default:
                text.Insert(at, rng.Pick(Pieces));
                break;
        }
    }

    private static void Digits(StringBuilder text, Rng rng)
    {
        var places = Enumerable.Range(0, text.Length).Where(i => char.IsAsciiDigit(text[i])).ToList();
        if (places.Count > 0)
        {
            var at = rng.Pick(places);
            text.Remove(at, 1).Insert(at, (1UL << rng.Next(64)).ToString(CultureInfo.InvariantCulture));
        }
    }
}
