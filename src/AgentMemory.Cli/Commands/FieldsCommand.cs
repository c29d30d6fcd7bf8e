using System.CommandLine;
using AgentMemory.Fields;

namespace AgentMemory.Cli.Commands;

/// <summary>Invented fields: textbooks to read, exams to take, answers to grade.</summary>
internal static class FieldsCommand
{
    public static Command Make() => new(
        "fields", "Invented fields of knowledge: textbooks and code-checked exams.\nExample: agentmemory fields textbook \"algebra?concepts=8&seed=3\"")
    {
        List(), Show(), Textbook(), Exam(), Grade(),
    };

    private static Command List()
    {
        var json = CommonOptions.Json();
        var command = new Command("list", "The families of fields.\nExample: agentmemory fields list") { json };
        command.SetAction(parsed => Print(parsed.GetValue(json) ? FieldOperations.ListAsJson() : FieldOperations.ListAsText()));
        return command;
    }

    private static Command Show()
    {
        var (field, json) = (Field(), CommonOptions.Json());
        var command = new Command("show", "A field's concepts and what each is defined from.\nExample: agentmemory fields show law?concepts=16")
        {
            field, json,
        };
        command.SetAction(parsed =>
        {
            var shown = FieldCatalogue.Resolve(parsed.GetValue(field)!);
            return Print(parsed.GetValue(json) ? FieldOperations.ShowAsJson(shown) : FieldOperations.ShowAsText(shown));
        });
        return command;
    }

    private static Command Textbook()
    {
        var field = Field();
        var command = new Command("textbook", "The textbook with its exercises, as Markdown.\nExample: agentmemory fields textbook grammar") { field };
        command.SetAction(parsed => Print(FieldOperations.TextbookAsMarkdown(FieldCatalogue.Resolve(parsed.GetValue(field)!))));
        return command;
    }

    private static Command Exam()
    {
        var (field, items, seed, json) = (Field(), Items(), CommonOptions.Seed(), CommonOptions.Json());
        var command = new Command("exam", "An exam sheet with its key.\nExample: agentmemory fields exam \"algebra?concepts=24&seed=77\" --json")
        {
            field, items, seed, json,
        };
        command.SetAction(parsed =>
        {
            var paper = FieldOperations.Exam(
                FieldCatalogue.Resolve(parsed.GetValue(field)!), parsed.GetValue(items), parsed.GetValue(seed));
            return Print(parsed.GetValue(json) ? paper.ToJson() : paper.ToText(withAnswers: true));
        });
        return command;
    }

    private static Command Grade()
    {
        var (field, items, seed, json) = (Field(), Items(), CommonOptions.Seed(), CommonOptions.Json());
        var answers = new Option<string>("--answers") { Required = true, Description = "JSONL: {\"id\":..., \"answer\":...}" };
        var command = new Command("grade", "Grade answers by code.\nExample: agentmemory fields grade algebra --answers answers.jsonl")
        {
            field, answers, items, seed, json,
        };
        command.SetAction(parsed =>
        {
            var report = FieldOperations.Grade(
                FieldCatalogue.Resolve(parsed.GetValue(field)!),
                parsed.GetValue(answers)!,
                parsed.GetValue(items),
                parsed.GetValue(seed));
            return Print(parsed.GetValue(json) ? report.ToJson() : report.ToText());
        });
        return command;
    }

    private static Argument<string> Field() => new("FIELD") { Description = "A family with parameters: algebra?concepts=24&seed=77" };

    private static Option<int> Items() => new("--items")
    {
        Description = "Items on the sheet",
        DefaultValueFactory = _ => FieldOperations.ItemsByDefault,
    };

    private static int Print(string text)
    {
        Console.Out.WriteLine(text.TrimEnd('\n'));
        return ExitCode.Done;
    }
}
