namespace AgentMemory.Testing.Grammars;

/// <summary>Grammars of many forms that nothing is wrong with: what damaged ones are made from.</summary>
public static class SoundGrammars
{
    public static IReadOnlyList<string> All { get; } =
    [
        """root ::= "yes" | "no" """,
        """
        # sums
        root   ::= sum "\n"
        sum    ::= term (sign term)*
        sign   ::= "+" | "-"
        term   ::= number | "(" sum ")"
        number ::= "0" | [1-9] [0-9]{0,5}
        """,
        """
        root ::= object
        value ::= object | array | string | number | ("true" | "false" | "null") ws
        object ::= "{" ws ( string ":" ws value ("," ws string ":" ws value)* )? "}" ws
        array ::= "[" ws ( value ("," ws value)* )? "]" ws
        string ::= "\"" ( [^"\\\x7F\x01-\x1F] | "\\" (["\\bfnrt] | "u" [0-9a-fA-F]{4}) )* "\"" ws
        number ::= ("-"? ([0-9] | [1-9] [0-9]{0,15})) ("." [0-9]+)? ([eE] [-+]? [0-9] [1-9]{0,15})? ws
        ws ::= | " " | "\n" [ \t]{0,20}
        """,
        """
        root ::= " " reply "\n"
        reply ::= "none" | word (", " word){0,7}
        word ::= "dako" | "bafi" | "größer" | "\u00e9t\u00E9" | "\U0001F600"
        """,
        """
        root ::= ("- " line "\n"){1,8}
        line ::= [^ \n\r] [^\n\r]{0,59}
        """,
        """
        root ::= (
          "a"   # a comment inside
          | [b-dx\-\]]
          | .
        )+ end?
        end ::= "!" {2} | "?" {1,} | "." { 0 , 3 }
        """,
        """
        root ::= list{3}
        list ::= "<" (item "," item){2,4} ">" | [^<>]
        item ::= [α-ωа-я]+ | "日本" | "\x41\u0042\U00000043"
        """,
        "root ::= a-1 | b2\r\na-1 ::= \"x\" b2?\r\nb2 ::= \"y\" \"\" \"z\"\r\n",
        """
        root ::= nest
        nest ::= "a" (("b" ("c" ("d" ("e")?)+){0,2}){1,3} | "f")* "g"
        """,
    ];
}
