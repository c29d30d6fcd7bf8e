using System.Globalization;
using AgentMemory.Core;
using AgentMemory.Core.Models;
using AgentMemory.Gguf;
using AgentMemory.Inference.Templates;

namespace AgentMemory.Models.Tests.Templates;

/// <summary>A model's template with its tokens, its repairs after a refusal, and what is found out about it.</summary>
public sealed class ChatTemplateTests(SmallModel small) : IClassFixture<SmallModel>
{
    private static readonly TemplateMessage System = new("system", "Be brief.");
    private static readonly TemplateMessage Asked = new("user", "Hi");
    private static readonly string[] Marks = ["</s>", "<|im_end|>", "<end_of_turn>", "<|end|>", "<|eot_id|>"];

    [Fact]
    public void A_refused_system_turn_goes_before_the_first_user_turn_and_that_is_told_once()
    {
        var told = new List<string>();
        var template = Repairing("gemma", told);
        const string Right = "<s><start_of_turn>user\nBe brief.\n\nHi<end_of_turn>\n<start_of_turn>model\n";
        Assert.Equal(Right, Rendered(template, System, Asked));
        Assert.Equal(Right, Rendered(template, System, Asked));
        var line = Assert.Single(told);
        Assert.Equal(
            "m.gguf: its chat template refused the conversation (System role not supported), so the system's words go before the first message of the user",
            line);
    }

    [Fact]
    public void Neighbours_of_one_role_are_joined_after_a_refusal_and_never_before()
    {
        var told = new List<string>();
        Assert.Equal(
            "<s><start_of_turn>user\na\n\nb<end_of_turn>\n<start_of_turn>model\n",
            Rendered(Repairing("gemma", told), new TemplateMessage("user", "a"), new TemplateMessage("user", "b")));
        Assert.Contains("neighbouring messages of one role are joined", Assert.Single(told), StringComparison.Ordinal);
        told.Clear();
        Assert.Equal(
            "<|user|>\na<|end|>\n<|user|>\nb<|end|>\n<|assistant|>\n",
            Rendered(Repairing("phi", told), new TemplateMessage("user", "a"), new TemplateMessage("user", "b")));
        Assert.Empty(told);
    }

    [Fact]
    public void Both_repairs_at_once_and_what_none_mends_is_one_line_with_the_templates_words()
    {
        var told = new List<string>();
        Assert.Equal(
            "<s><start_of_turn>user\nBe brief.\n\na\n\nb<end_of_turn>\n<start_of_turn>model\n",
            Rendered(Repairing("gemma", told), System, new TemplateMessage("user", "a"), new TemplateMessage("user", "b")));
        Assert.Single(told);
        var error = Assert.Throws<UserErrorException>(() => Rendered(Repairing("gemma", told), new TemplateMessage("assistant", "first")));
        Assert.StartsWith("m.gguf: its chat template refuses the conversation: Conversation roles must alternate", error.Message, StringComparison.Ordinal);
        Assert.Single(told);
    }

    [Theory]
    [InlineData("{{ messages[0].content + 1 }}")]
    [InlineData("{% for a in range(90000) %}{% for b in range(90000) %}{% endfor %}{% endfor %}")]
    [InlineData("{{ 'a\u001b[31m' | nothing }}")]
    public void A_template_that_fails_is_one_line(string source)
    {
        var template = new RepairingChatTemplate(new ChatTemplate(source, "", "", new ChatTemplateSettings()), "m.gguf", null, _ => { });
        var error = Assert.Throws<UserErrorException>(() => Rendered(template, Asked));
        Assert.StartsWith("m.gguf: its chat template fails: ", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(error.Message, char.IsControl);
    }

    [Fact]
    public void The_date_is_the_one_that_is_handed_in_whatever_the_culture_and_the_zone()
    {
        var date = new DateTimeOffset(2024, 7, 26, 23, 59, 0, TimeSpan.Zero);
        var culture = CultureInfo.CurrentCulture;
        try
        {
            // Swedish minus and comma; the build knows no cultures by name.
            var other = (CultureInfo)CultureInfo.InvariantCulture.Clone();
            (other.NumberFormat.NegativeSign, other.NumberFormat.NumberDecimalSeparator) = ("\u2212", ",");
            other.DateTimeFormat.DayNames = ["s\u00f6", "m\u00e5", "ti", "on", "to", "fr", "l\u00f6"];
            CultureInfo.CurrentCulture = other;
            var template = new ChatTemplate(
                "{{ strftime_now('%A %d %B %Y %H:%M %j') }} {{ 'TITLE I' | lower }} {{ 'i' | upper }} {{ -1234.5 }} {{ [-1, 0.25] | tojson }} {{ 7 / -2 }}",
                "", "", new ChatTemplateSettings { Date = date });
            Assert.Equal("Friday 26 July 2024 23:59 208 title i I -1234.5 [-1, 0.25] -3.5", template.Render(Request(Asked)));
        }
        finally
        {
            CultureInfo.CurrentCulture = culture;
        }

        Assert.Equal("2026-01-01", new ChatTemplate("{{ strftime_now('%Y-%m-%d') }}", "", "", new ChatTemplateSettings()).Render(Request(Asked)));
    }

    [Theory]
    [InlineData("chatml", "<|im_end|>", SystemTurns.Written, null, false, false)]
    [InlineData("zephyr", "</s>", SystemTurns.Written, null, false, false)]
    [InlineData("tulu", "</s>", SystemTurns.Written, null, false, false)]
    [InlineData("gemma", "<end_of_turn>", SystemTurns.Refused, null, false, false)]
    [InlineData("llama3", "<|eot_id|>", SystemTurns.Written, null, false, true)]
    [InlineData("hermes-tools", "<|im_end|>", SystemTurns.Written, "<tool_call>\n", true, false)]
    [InlineData("mistral", "</s>", SystemTurns.Written, null, false, false)]
    [InlineData("r1", null, SystemTurns.Written, null, false, false)]
    public void What_a_template_does_is_found_out(string name, string? end, SystemTurns system, string? opening, bool hasThinking, bool tellsDate)
    {
        var probe = TemplateProbe.Of(Template(name), new ChatTemplateSettings(), Marks);
        Assert.Equal((end, system, opening, hasThinking, tellsDate), (probe.EndMark, probe.System, probe.ToolCalls?.Opening, probe.HasThinkingSwitch, probe.TellsDate));
        Assert.True(probe.WritesAnswers);
        Assert.Equal(end is null ? 1 : 0, probe.Remarks.Count);
    }

    [Fact]
    public void A_template_that_drops_answers_or_the_system_is_reported()
    {
        var probe = TemplateProbe.Of(
            new ChatTemplate("{% for m in messages if m.role == 'user' %}{{ m.content }}{% endfor %}", "", "", new ChatTemplateSettings()),
            new ChatTemplateSettings(),
            Marks);
        Assert.Equal(3, probe.Remarks.Count);
        Assert.Contains("WITHOUT an end mark", probe.Summary, StringComparison.Ordinal);
        Assert.Contains("LEFT OUT", probe.Summary, StringComparison.Ordinal);
    }

    [Fact]
    public void Tools_calls_and_results_go_into_a_template_that_takes_them()
    {
        const string Tool = """{"name":"search","description":"d","parameters":{"type":"object"}}""";
        var text = Template("hermes-tools").Render(new TemplateRequest
        {
            Messages =
            [
                Asked,
                new TemplateMessage("assistant", "") { Calls = ["""{"name":"search","arguments":{"text":"\u00e9"}}"""] },
                new TemplateMessage("tool", "found"),
            ],
            OpensAnswer = true,
            Tools = [Tool],
        });
        Assert.Contains(
            "<tools>\n{\"type\": \"function\", \"function\": {\"name\": \"search\", \"description\": \"d\", \"parameters\": {\"type\": \"object\"}}}\n</tools>",
            text,
            StringComparison.Ordinal);
        Assert.Contains("<tool_call>\n{\"name\": \"search\", \"arguments\": {\"text\": \"\u00e9\"}}\n</tool_call><|im_end|>", text, StringComparison.Ordinal);
        Assert.Contains("<tool_response>\nfound\n</tool_response>", text, StringComparison.Ordinal);
        // Ids of nine characters, as some families want them, and the result names the call that it answers.
        Assert.Equal("call00001 call00001 search", new ChatTemplate(
            "{{ messages[0].tool_calls[0].id }} {{ messages[1].tool_call_id }} {{ messages[1].name }}", "", "", new ChatTemplateSettings()).Render(
                Request(new TemplateMessage("assistant", "") { Calls = ["""{"name":"search","arguments":{}}"""] }, new TemplateMessage("tool", "x"))));
    }

    [Fact]
    public void Thinking_is_switched_only_where_it_is_asked_for()
    {
        const string Source = "{{ enable_thinking is defined }} {{ enable_thinking }}";
        Assert.Equal("False ", new ChatTemplate(Source, "", "", new ChatTemplateSettings()).Render(Request(Asked)));
        Assert.Equal("True False", new ChatTemplate(Source, "", "", new ChatTemplateSettings { Thinking = false }).Render(Request(Asked)));
    }

    [Fact]
    public void Begin_and_end_tokens_are_the_models_own()
    {
        var writer = new RandomModel().Build();
        writer.Set("tokenizer.chat_template", "{{ bos_token ~ '|' ~ eos_token }}");
        writer.Save(small.File("tokens.gguf"));
        using var file = GgufFile.Open(small.File("tokens.gguf"));
        var tokens = file.Texts("tokenizer.ggml.tokens");
        var (begin, end) = (tokens[(int)file.Whole("tokenizer.ggml.bos_token_id")!], tokens[(int)file.Whole("tokenizer.ggml.eos_token_id")!]);
        var template = ChatTemplate.Of(ChatTemplate.SourceIn(file)!, file, new ChatTemplateSettings());
        Assert.Equal($"{begin}|{end}", template.Render(Request(Asked)));
        Assert.Contains(end, EndMarks.Of(file));
        using var plain = GgufFile.Open(small.Path);
        Assert.Null(ChatTemplate.SourceIn(plain));
        Assert.Null(OpenedTemplate.Of(plain, new ChatTemplateSettings(), _ => { }));
    }

    [Fact]
    public void A_template_that_refuses_everything_is_one_line_when_it_is_opened()
    {
        using var file = GgufFile.Open(small.Path);
        var error = Assert.Throws<UserErrorException>(
            () => OpenedTemplate.Of("{{ raise_exception('no') }}", "t.jinja", file, new ChatTemplateSettings(), _ => { }));
        Assert.StartsWith("t.jinja: its chat template refuses a plain question with its answer: no;", error.Message, StringComparison.Ordinal);
        Assert.StartsWith(
            "t.jinja: its chat template fails: ",
            Assert.Throws<UserErrorException>(() => OpenedTemplate.Of("{% if", "t.jinja", file, new ChatTemplateSettings(), _ => { })).Message,
            StringComparison.Ordinal);
    }

    private static ChatTemplate Template(string name) => new(ShapeTests.Source(name), "<s>", "</s>", new ChatTemplateSettings());

    private static RepairingChatTemplate Repairing(string name, List<string> told) => new(Template(name), "m.gguf", null, told.Add);

    private static TemplateRequest Request(params IReadOnlyList<TemplateMessage> messages) => new() { Messages = messages, OpensAnswer = true };

    private static string Rendered(IChatTemplate template, params IReadOnlyList<TemplateMessage> messages) => template.Render(Request(messages), default);
}
