using System.CommandLine;
using System.CommandLine.Completions;
using AgentMemory.Cli.Catalogues;
using AgentMemory.Cli.Listings;
using AgentMemory.Cli.Options;
using AgentMemory.Cli.Processes;
using AgentMemory.Cli.Texts;
using AgentMemory.Core;
using AgentMemory.Fields;
using AgentMemory.Fields.Tasks;

namespace AgentMemory.Cli.Commands;

/// <summary>Invented fields: textbooks to read, exams to take, answers to grade.</summary>
internal static class FieldsCommand
{
    private const int ItemsByDefault = 25;

    private const string Introduction =
        "A field is named by its family and parameters, as in `algebra?concepts=24&seed=77`. The family `questions` takes a file of yours: "
        + "`docs/own-questions.md`.";

    private static readonly NumberRange<int> ItemCounts = new(1, 10_000);

    public static Command Make(CancellationToken cancellation) => new(
        "fields", "Invented fields of knowledge: textbooks and code-checked exams.\nExample: agentmemory fields textbook \"algebra?concepts=8&seed=3\"")
    {
        List(), Show(), Textbook(), Exam(), Grade(), FieldsCheckCommand.Make(cancellation),
    };

    private static Command List()
    {
        var (json, markdown) = (CommonOptions.Json(), CommonOptions.Markdown());
        var command = new Command("list", "The families with their parameters.\nExample: agentmemory fields list") { json, markdown };
        command.SetAction(parsed =>
        {
            var list = new FamilyList("agentmemory.fields/1", [.. FieldCatalogue.Families.Select(FamilyEntry.Of)], [FamilyEntry.Of(FieldCatalogue.Questions)]);
            return Print(
                parsed.GetValue(json) ? list.ToJson()
                : parsed.GetValue(markdown) ? list.ToMarkdown("Fields", Introduction, "agentmemory fields list --markdown")
                : list.ToText());
        });
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
            if (FieldCatalogue.ResolveQuestions(parsed.GetValue(field)!) is { } questions)
            {
                return Print(parsed.GetValue(json) ? QuestionText.ShowAsJson(questions) : QuestionText.Show(questions));
            }

            var shown = FieldCatalogue.Resolve(parsed.GetValue(field)!);
            return Print(parsed.GetValue(json) ? FieldJson.Show(shown) : FieldText.Show(shown));
        });
        return command;
    }

    private static Command Textbook()
    {
        var field = Field();
        var command = new Command("textbook", "The textbook with its exercises, as Markdown.\nExample: agentmemory fields textbook grammar") { field };
        command.SetAction(parsed => Print(FieldCatalogue.ResolveQuestions(parsed.GetValue(field)!) is { } questions
            ? QuestionText.Documents(questions)
            : FieldCatalogue.Resolve(parsed.GetValue(field)!).Textbook.ToMarkdown()));
        return command;
    }

    private static Command Exam()
    {
        var (field, items, seed, json) = (Field(), Items(), CommonOptions.Seed(), CommonOptions.Json());
        var keyless = new Option<bool>("--without-key") { Description = "The questions alone, to be answered by somebody" };
        var command = new Command("exam", "An exam sheet with its key.\nExample: agentmemory fields exam \"algebra?concepts=24&seed=77\" --json")
        {
            field, items, seed, keyless, json,
        };
        command.SetAction(parsed =>
        {
            var paper = FieldCatalogue.ResolveQuestions(parsed.GetValue(field)!)?.Paper(parsed.GetValue(items), parsed.GetValue(seed))
                ?? FieldCatalogue.Resolve(parsed.GetValue(field)!).Paper(parsed.GetValue(items), parsed.GetValue(seed));
            if (parsed.GetValue(json) && parsed.GetValue(keyless))
            {
                throw new UserErrorException("--json always holds the key; leave --without-key or --json out");
            }

            if (paper.Items.Count < parsed.GetValue(items))
            {
                Console.Error.WriteLine(
                    $"note: {paper.Items.Count} of {parsed.GetValue(items)} items; a field this small holds no more different ones");
            }

            return Print(parsed.GetValue(json) ? FieldJson.Exam(paper) : FieldText.Exam(paper, withAnswers: !parsed.GetValue(keyless)));
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
            var path = parsed.GetValue(answers)!;
            if (!File.Exists(path))
            {
                throw new UserErrorException($"there is no answers file {path}; give a JSONL file with --answers");
            }

            var paper = FieldCatalogue.ResolveQuestions(parsed.GetValue(field)!)?.Paper(parsed.GetValue(items), parsed.GetValue(seed))
                ?? FieldCatalogue.Resolve(parsed.GetValue(field)!).Paper(parsed.GetValue(items), parsed.GetValue(seed));
            var report = ExamGrader.Grade(paper, TextFile.Lines(path, "answers"), path);
            return Print(parsed.GetValue(json) ? FieldJson.Grade(report) : FieldText.Grade(report));
        });
        return command;
    }

    private static Argument<string> Field()
    {
        var field = new Argument<string>("FIELD") { Description = "A family with parameters: algebra?concepts=24&seed=77, questions?file=mine.jsonl" };
        field.CompletionSources.Add(context => TaskCompletion.Of(context.WordToComplete, FieldCatalogue.All).Select(name => new CompletionItem(name)));
        return field;
    }

    private static Option<int> Items() => NumberOption.Usual("--items", ItemsByDefault, ItemCounts, "Items on the sheet");

    private static int Print(string text)
    {
        try
        {
            Console.Out.WriteLine(text.TrimEnd('\n'));
            Console.Out.Flush();
        }
        catch (IOException e)
        {
            throw new UserErrorException($"standard output cannot be written ({e.Message}); send it somewhere with room", e);
        }

        return ExitCode.Done;
    }
}
