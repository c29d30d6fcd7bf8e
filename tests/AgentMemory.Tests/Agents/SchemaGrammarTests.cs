using System.Globalization;
using System.Text.Json;
using AgentMemory.Agents.Replies;
using AgentMemory.Agents.Schemas;
using AgentMemory.Core;
using AgentMemory.Testing;

namespace AgentMemory.Tests.Agents;

/// <summary>Schemas as generators really write them, and the texts that their grammars allow.</summary>
public sealed class SchemaGrammarTests
{
    public static TheoryData<string, string, string> Schemas => new()
    {
        { """{"type":"object","properties":{"a":{"type":"string"}},"required":["a"]}""", """{"a": "x\n\u00e9 中"}""", """{"b":"x"}""" },
        { """{"type":["string","null","null"],"default":null}""", "null", "1" },
        { """{"type":["integer","string"],"minimum":3,"maximum":12}""", "12", "13" },
        { """{"enum":["red","gr\"een",null,null,3]}""", "null", "\"blue\"" },
        { """{"type":"string","enum":["a","b"],"default":null}""", "\"b\"", "null" },
        { """{"type":"string","nullable":true}""", "null", "0" },
        { """{"const":{"a":[1,true]}}""", """{"a":[1,true]}""", """{"a":[1,false]}""" },
        { """{"type":"array","items":{"type":"boolean"},"minItems":1,"maxItems":3}""", "[true, false]", "[]" },
        { """{"type":"array"}""", """[1, {"k": [null]}]""", "[1" },
        { """{"anyOf":[{"type":"integer"},{"type":"null"},{"type":"array","items":{"type":"integer"}}]}""", "[1,2]", "\"1\"" },
        { """{"type":"object","properties":{},"required":[]}""", "{}", """{"a":1}""" },
        { """{"type":"object","additionalProperties":{"type":"integer"}}""", """{"x": 1, "y": 2}""", """{"x":"1"}""" },
        { """{"$ref":"#/$defs/n","$defs":{"n":{"type":"object","properties":{"v":{"type":"integer"},"next":{"anyOf":[{"$ref":"#/$defs/n"},{"type":"null"}]}},"required":["v"]}}}""", """{"v": 1, "next": {"v": 2}}""", """{"next":null}""" },
        { """{"type":"object","properties":{"a":{"type":"integer"},"b":{"type":"integer"},"c":{"type":"integer"}},"required":["b"]}""", """{"b":1, "c":2}""", """{"a":1, "c":2}""" },
        { """{"type":"object","properties":{"a":{"type":"integer"},"b":{"type":"integer"}}}""", "{}", """{"a":1,}""" },
        { """{"allOf":[{"type":"object","properties":{"a":{"type":"integer"}},"required":["a"]},{"type":"object","properties":{"b":{"type":"string"}}}]}""", """{"a":1,"b":"x"}""", """{"b":"x"}""" },
        { """{"type":"number","minimum":0}""", "12.5e3", "-1" },
        { """{"type":"string","minLength":2,"maxLength":4}""", "\"abc\"", "\"abcde\"" },
        { """{"type":"object","properties":{"a\"\\b":{"type":"null"}},"required":["a\"\\b"]}""", """{"a\"\\b":null}""", """{"ab":null}""" },
        { """{"type":"object","required":["n"],"properties":{"n":{"$ref":"#/properties/m"},"m":{"type":"integer","exclusiveMinimum":-3,"exclusiveMaximum":3}}}""", """{"n":-2}""", """{"n":-3}""" },
        { "true", """{"anything": [1, "x"]}""", "nothing" },
        { "{}", "-0.5", "-" },
    };

    [Theory]
    [MemberData(nameof(Schemas))]
    public void A_grammar_allows_what_its_schema_allows_and_nothing_else(string schema, string right, string wrong)
    {
        var (match, root) = (Match(schema, GrammarLengths.Usual), JsonElement.Parse(schema));
        Assert.True(match.Allows(right), right);
        Assert.False(match.Allows(wrong), wrong);
        JsonConformance.Check(JsonElement.Parse(right), root);
        var rng = new Rng(5);
        for (var i = 0; i < 100; i++)
        {
            var drawn = match.Draw(rng);
            JsonConformance.Check(JsonElement.Parse(drawn), root);
            Assert.True(match.Allows(drawn), drawn);
        }
    }

    [Theory]
    [MemberData(nameof(Schemas))]
    public void Under_plain_bounds_no_text_is_longer_than_was_reckoned(string schema, string right, string wrong)
    {
        _ = (right, wrong);
        var lengths = new GrammarLengths(6, 2, IsPlain: true);
        var (match, rng) = (Match(schema, lengths), new Rng(6));
        var longest = FormLength.Longest(SchemaReader.Read(JsonElement.Parse(schema), "it"), lengths);
        // A form within itself has no longest text.
        Assert.Equal(schema.Contains("#/$defs/n", StringComparison.Ordinal), longest is null);
        for (var i = 0; i < 200; i++)
        {
            var drawn = match.Draw(rng);
            Assert.True(longest is null || System.Text.Encoding.UTF8.GetByteCount(drawn) <= longest, $"{longest}: {drawn}");
        }
    }

    [Fact]
    public void Whole_numbers_are_held_to_their_bounds_exactly()
    {
        var rng = new Rng(7);
        for (var round = 0; round < 60; round++)
        {
            long? least = rng.Chance(0.15) ? null : rng.Next(2_400) - 1_200;
            long? most = rng.Chance(0.15) ? null : (least ?? -1_200) + rng.Next(rng.Chance(0.5) ? 40 : 1_500);
            var match = new GrammarMatch($"root ::= {WholeGrammar.Between(least, most)}");
            for (var number = -1_300; number <= 1_300; number += round % 3 + 1)
            {
                var isRight = !(number < least) && !(number > most);
                Assert.True(match.Allows(number.ToString(CultureInfo.InvariantCulture)) == isRight, $"{least} to {most}: {number}");
            }

            Assert.False(match.Allows("-0"));
            Assert.False(match.Allows("007"));
        }
    }

    [Theory]
    [InlineData("""{"$ref":"other.json"}""", "is not in it")]
    [InlineData("""{"$ref":"#/$defs/gone"}""", "is not in it")]
    [InlineData("""{"type":"text"}""", "the types are")]
    [InlineData("false", "allows nothing")]
    [InlineData("[1]", "is no object")]
    public void A_schema_that_cannot_be_held_is_refused_by_name(string schema, string part) =>
        Assert.Contains(part, Assert.Throws<UserErrorException>(() => SchemaReader.Read(JsonElement.Parse(schema), "the tool f")).Message, StringComparison.Ordinal);

    [Fact]
    public void Many_functions_with_many_arguments_make_a_grammar_that_can_be_followed()
    {
        var properties = string.Join(',', Enumerable.Range(0, 8).Select(i => $$"""
            "argument{{i}}":{"type":["string","null"]},"number{{i}}":{"type":"integer","minimum":{{i}}},"list{{i}}":{"type":"array","items":{"type":"string"} }
            """));
        var kinds = string.Join(',', Enumerable.Range(0, 1_000).Select(i => $"\"kind number {i}\""));
        var form = SchemaReader.Read(JsonElement.Parse($$$"""{"type":"object","properties":{ {{{properties}}}, "kind":{"enum":[ {{{kinds}}} ]} },"required":["kind"]}"""), "it");
        var tools = Enumerable.Range(0, 60).Select(i => new ToolForm($"function_{i}", "", form)).ToList();
        var match = new GrammarMatch(CallGrammar.Of(tools, GrammarLengths.Usual));
        Assert.True(match.Allows("""{"name":"function_59","arguments":{"number3": 7, "kind":"kind number 999"}}"""));
        Assert.False(match.Allows("""{"name":"function_60","arguments":{"kind":"kind number 1"}}"""));
        var huge = string.Join(',', Enumerable.Range(0, 20_000).Select(i => $"\"kind number {i}\""));
        var refused = Assert.Throws<UserErrorException>(() => CallGrammar.Of(SchemaReader.Read(JsonElement.Parse($$"""{"enum":[ {{huge}} ]}"""), "it")));
        Assert.StartsWith("the grammar made from the functions' schemas", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_schema_nested_without_end_is_refused()
    {
        var schema = string.Concat(Enumerable.Repeat("""{"items":""", 70)) + "{}" + new string('}', 70);
        Assert.Contains("deep", Assert.Throws<UserErrorException>(() => SchemaReader.Read(JsonElement.Parse(schema, new JsonDocumentOptions { MaxDepth = 200 }), "f")).Message, StringComparison.Ordinal);
    }

    private static GrammarMatch Match(string schema, GrammarLengths lengths)
    {
        var grammar = new SchemaGrammar(lengths);
        var rule = grammar.RuleOf(SchemaReader.Read(JsonElement.Parse(schema), "it"));
        return new GrammarMatch($"root ::= {rule}\n{grammar.Rules}");
    }
}
