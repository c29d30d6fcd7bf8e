using System.Text.Json;
using AgentMemory.Core;
using AgentMemory.Core.Episodes;
using AgentMemory.Core.Grammars;
using AgentMemory.Core.Tasks;
using AgentMemory.Experiments.Exams;
using AgentMemory.Experiments.Trials;
using AgentMemory.Fields;
using AgentMemory.Fields.Questions;
using AgentMemory.Fields.Tasks;
using AgentMemory.Testing;

namespace AgentMemory.Tests.Fields.Questions;

/// <summary>How a file of questions is split, asked and named.</summary>
public sealed class QuestionTaskTests
{
    private const int Seeds = 200;

    [Fact]
    public void Within_every_topic_a_share_is_held_out_and_the_seed_draws_it_anew()
    {
        using var files = new QuestionFiles();
        files.Write(QuestionFiles.Lines(3, 8).Append(QuestionFiles.Line(9_000, "alone")));
        var (held, exams) = (new HashSet<string>(), new HashSet<string>());
        for (var seed = 1; seed <= Seeds; seed++)
        {
            var task = files.Task($"&seed={seed}");
            Assert.Equal([(6, 2), (6, 2), (6, 2), (1, 0)], task.Topics.Select(topic => (topic.Practice, topic.Exam)));
            string[] exam = [.. Keys(task, task.Partition.Value!.ExamQuestions!)];
            held.UnionWith(exam);
            exams.Add(string.Join(' ', exam));
        }

        // Each question that may be held out was, in some world; the only one of its topic never.
        Assert.Equal(24, held.Count);
        Assert.DoesNotContain("line-25", held);
        Assert.InRange(exams.Count, Seeds * 9 / 10, Seeds);
        Assert.Equal([(4, 4), (4, 4), (4, 4), (1, 0)], files.Task("&share=50").Topics.Select(topic => (topic.Practice, topic.Exam)));
        Assert.Equal([(1, 7), (1, 7), (1, 7), (1, 0)], files.Task("&share=90").Topics.Select(topic => (topic.Practice, topic.Exam)));
    }

    [Fact]
    public void Whole_topics_are_held_out_where_that_is_asked_for()
    {
        using var files = new QuestionFiles();
        files.Write(QuestionFiles.Lines(8, 3));
        for (var seed = 1; seed <= 20; seed++)
        {
            var topics = files.Task($"&split=topics&seed={seed}").Topics;
            Assert.Equal(2, topics.Count(topic => topic is { Practice: 0, Exam: 3 }));
            Assert.Equal(6, topics.Count(topic => topic is { Practice: 3, Exam: 0 }));
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("&split=topics")]
    public void A_world_of_tuning_asks_nothing_that_the_exam_asks(string split)
    {
        using var files = new QuestionFiles();
        files.Write(QuestionFiles.Lines(8, 6));
        for (var seed = 1; seed <= 20; seed++)
        {
            var name = TaskParameters.Parse(files.Name($"{split}&seed={seed}"));
            var world = new QuestionFamily().TuningWorld(name, 900)!;
            var (task, tuning) = (files.Task($"{split}&seed={seed}"), FieldCatalogue.ResolveQuestions(world.ToString())!);
            string[] practice = [.. Keys(task, task.Partition.Value!.PracticeQuestions!)];
            string[] tuned = [.. Keys(tuning, tuning.Partition.Value!.PracticeQuestions!), .. Keys(tuning, tuning.Partition.Value!.ExamQuestions!)];
            Assert.Equal(practice.Order(StringComparer.Ordinal), tuned.Order(StringComparer.Ordinal));
            Assert.NotEmpty(tuning.Partition.Value!.ExamQuestions!);
            Assert.NotEqual(task.Id, tuning.Id);
        }
    }

    [Fact]
    public void Questions_of_which_practice_cannot_be_split_once_more_have_no_world_of_tuning()
    {
        using var files = new QuestionFiles();
        files.Write(QuestionFiles.Lines(3, 2));
        Assert.Null(new QuestionFamily().TuningWorld(TaskParameters.Parse(files.Name()), 900));
        Assert.Contains("too little to be split once more", Assert.Throws<UserErrorException>(() => files.Task("&tuning=900")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Practice_asks_what_is_practised_and_an_exam_what_is_held_out()
    {
        using var files = new QuestionFiles();
        var task = files.Write(QuestionFiles.Lines(5, 8)).Task();
        var partition = task.Partition.Value!;
        var questions = new ExamQuestions([new PlannedTask(0, "questions", task)], _ => []);
        string[] practice = [.. Keys(task, partition.PracticeQuestions!)];
        string[] exam = [.. Keys(task, partition.ExamQuestions!)];
        Assert.Equal((30, 10), (practice.Length, exam.Length));
        Assert.Empty(practice.Intersect(exam));
        var met = new HashSet<string>();
        for (ulong seed = 0; seed < Seeds; seed++)
        {
            var practised = task.Practice(seed);
            met.Add(partition.KeyOf(practised));
            Assert.Contains(partition.KeyOf(practised), practice);
            Assert.Contains(partition.KeyOf(partition.Met(seed)), practice);
            Assert.Contains(partition.KeyOf(task.Exam(seed)), exam);
            Assert.False(questions.OccurIn($"I ask: {practised.View.Text}"));
            Assert.True(questions.OccurIn($"i ask:\n{task.Exam(seed).View.Text.ToUpperInvariant()} yes."));
        }

        Assert.Equal(30, met.Count);
        Assert.All(practice, key => Assert.Equal(QuestionPart.Practice, partition.PartOf(key)));
        Assert.All(exam, key => Assert.Equal(QuestionPart.Exam, partition.PartOf(key)));
        Assert.Equal(QuestionPart.Spare, partition.PartOf("no question"));
    }

    [Fact]
    public void The_order_of_the_lines_does_not_change_the_split()
    {
        using var files = new QuestionFiles();
        string[] lines = [.. QuestionFiles.Lines(4, 6).Select((line, i) => line[..^1] + $",\"id\":\"q{i}\"}}")];
        var task = files.Write(lines).Task();
        var turned = files.Write(lines.Reverse()).Task();
        Assert.Equal(Keys(task, task.Partition.Value!.ExamQuestions!).Order(), Keys(turned, turned.Partition.Value!.ExamQuestions!).Order());
        Assert.NotEqual(task.Id, turned.Id);
    }

    [Fact]
    public void Practice_tells_the_right_answer_won_or_lost_and_an_exam_tells_none()
    {
        using var files = new QuestionFiles();
        var task = files.Write(QuestionFiles.Lines(1, 4)).Task();
        var asked = task.Practice(3);
        var right = asked.After("no").Outcome!.RightReply!;
        Assert.StartsWith("so ", right, StringComparison.Ordinal);
        Assert.Equal((0.0, $"wrong, it is {right}."), Ended(asked.After("no")));
        Assert.Equal((1.0, "right."), Ended(asked.After(right)));
        Assert.Equal(right, asked.After(right).Outcome!.RightReply);
        var exam = task.Exam(3).After("no");
        Assert.Equal((0.0, "wrong"), Ended(exam));
        Assert.Null(exam.Outcome!.RightReply);
        Assert.Equal(task.Partition.Value!.KeyOf(task.Exam(3)), task.Partition.Value.KeyOf(exam));
        Assert.Throws<ArgumentException>(() => exam.After("no"));
        Assert.Throws<InvalidOperationException>(() => exam.View);

        static (double, string) Ended(IEpisode end) => (end.Outcome!.Score, end.Outcome.Feedback);
    }

    [Theory]
    [InlineData("words")]
    [InlineData("letters")]
    public void Choices_are_listed_in_a_drawn_order_and_replied_by_word_or_letter(string by)
    {
        using var files = new QuestionFiles();
        // As in many files the right choice stands first.
        files.Write(Enumerable.Range(0, 200).Select(i => $$"""{"question":"Which is {{i}}?","choices":["right {{i}}","b {{i}}","c {{i}}","d {{i}}"],"answer":"right {{i}}"}"""));
        var task = files.Task($"&choices={by}");
        var places = new int[4];
        foreach (var question in task.Partition.Value!.ExamQuestions!.Concat(task.Partition.Value.PracticeQuestions!))
        {
            var replies = ((ReplyForm.OneOf)question.View.Reply).Replies;
            var lines = question.View.Text.Split('\n');
            var right = replies.Single(reply => question.After(reply).Outcome!.Score == 1);
            var place = replies.ToList().IndexOf(right);
            places[place]++;
            Assert.StartsWith("right ", by == "words" ? lines[1].Split(" / ")[place] : lines[place + 1][3..], StringComparison.Ordinal);
            Assert.StartsWith(by == "words" ? "right" : $"{right}) right", by == "words" ? right : lines[place + 1], StringComparison.Ordinal);
            Assert.Throws<ArgumentException>(() => question.After("e"));
        }

        Assert.All(places, count => Assert.InRange(count, 30, 70));
        Assert.Equal(0.25, task.Floor, 1e-12);
        var practised = task.Practice(1);
        Assert.Contains(practised.After(((ReplyForm.OneOf)practised.View.Reply).Replies[0]).Outcome!.RightReply, ((ReplyForm.OneOf)practised.View.Reply).Replies);
    }

    [Fact]
    public void A_ranking_of_choices_is_worth_nothing_by_chance_and_one_at_best()
    {
        using var files = new QuestionFiles();
        files.Write(Enumerable.Range(0, 4).Select(i => $$"""{"question":"Which is {{i}}?","choices":["p{{i}}","q","r","s","t"],"answers":["p{{i}}","q"]}"""));
        var question = Assert.IsAssignableFrom<IRankedQuestion>(files.Task().Partition.Value!.ExamQuestions![0]);
        double[] right = [.. ((ReplyForm.OneOf)question.View.Reply).Replies.Select(reply => question.After(reply).Outcome!.Score)];
        Assert.Equal(2, right.Sum());
        Assert.Equal(1, question.Mark(right));
        Assert.Equal(0, question.Mark(new double[5]));
        var single = Enumerable.Range(0, 5).Select(top => question.Mark([.. Enumerable.Range(0, 5).Select(i => i == top ? 1.0 : 0)])).ToList();
        Assert.Equal(0, single.Average(), 1e-12);
        Assert.Equal(-2.0 / 3, single.Min(), 1e-12);
        Assert.Throws<ArgumentException>(() => question.Mark(new double[4]));
        Assert.Throws<ArgumentException>(() => question.Mark([1, 2, double.NaN, 3, 4]));
    }

    [Fact]
    public void One_written_answer_among_choices_makes_an_exam_of_replies()
    {
        using var files = new QuestionFiles();
        files.Write([.. QuestionFiles.Lines(1, 4), .. Enumerable.Range(0, 4).Select(i => $$"""{"question":"Which is {{i}}?","choices":["p","q"],"answer":"p"}""")]);
        var task = files.Task();
        Assert.All(task.Partition.Value!.ExamQuestions!, question => Assert.False(question is IRankedQuestion));
        Assert.Equal(task.Partition.Value.ExamQuestions!.Average(question => question.View.Reply is ReplyForm.OneOf ? 0.5 : 0), task.Floor, 1e-12);
    }

    [Fact]
    public void Numbers_are_held_to_a_grammar_and_texts_to_one_length_for_all()
    {
        using var files = new QuestionFiles();
        files.Write(
        [
            .. Enumerable.Range(0, 4).Select(i => $$"""{"question":"How many are {{i}}?","answer":{{i + 98}},"topic":"n"}"""),
            .. QuestionFiles.Lines(1, 4), "{\"question\":\"q\",\"answer\":\"" + new string('é', 50) + "\",\"topic\":\"topic 0\"}",
        ]);
        ReplyForm.Written[] forms = [.. files.Task().Partition.Value!.PracticeQuestions!.Select(question => (ReplyForm.Written)question.View.Reply).Distinct()];
        Assert.Equal([16, 108], forms.Select(form => form.TokensMax).Order());
        Assert.Equal(["reply ::= [0-9] ([0-9]){0,2}", "reply ::= [^ \\t\\r\\n] ([^\\r\\n]){0,49}"], forms.Select(form => form.Grammar).Order(StringComparer.Ordinal));
        files.Write(Enumerable.Range(0, 4).Select(i => $$"""{"question":"How many are {{i}}?","answers":[{{-i}}.25,7],"tolerance":100}"""));
        var signed = (ReplyForm.Written)files.Task().Practice(1).View.Reply;
        Assert.Equal("reply ::= \"-\"? [0-9] (\".\" [0-9] ([0-9]){0,1})?", signed.Grammar);
        Assert.All(forms.Append(signed), form => Grammar.Parse($"root ::= \" \" reply \"\\n\"\n{form.Grammar}"));
    }

    [Fact]
    public void The_name_of_a_task_is_complete_and_holds_the_hash_of_its_files()
    {
        using var files = new QuestionFiles();
        File.Move(files.Write(QuestionFiles.Lines(2, 4)).WriteDocument("a.md", "# A\nText.").Path, files["a&b 100% = ü.jsonl"]);
        Directory.Move(files["mine.documents"], files["a&b 100% = ü.documents"]);
        var name = $"questions?file={TaskParameters.Escaped(files["a&b 100% = ü.jsonl"])}&seed=4&match=exact";
        var task = FieldCatalogue.ResolveQuestions(name)!;
        var again = FieldCatalogue.ResolveQuestions(task.Id)!;
        Assert.Equal(task.Id, again.Id);
        Assert.Equal(task.Id, FieldCatalogue.ResolveQuestions(TaskParameters.Parse(task.Id).ToString())!.Id);
        Assert.Equal("A", Assert.Single(again.Documents).Title);
        Assert.Equal(Asked(task), Asked(again));
        File.AppendAllText(Path.Combine(files["a&b 100% = ü.documents"], "a.md"), " More.");
        var error = Assert.Throws<UserErrorException>(() => FieldCatalogue.ResolveQuestions(task.Id)).Message;
        Assert.Contains("are not those that are asked for", error, StringComparison.Ordinal);
        Assert.NotEqual(task.Id, FieldCatalogue.ResolveQuestions(name)!.Id);

        static IEnumerable<string> Asked(QuestionTask task) => Enumerable.Range(0, 20).Select(seed => task.Practice((ulong)seed).View.Text);
    }

    [Fact]
    public void Documents_are_shown_while_learning_and_at_exams_only_with_an_open_book()
    {
        using var files = new QuestionFiles();
        files.Write(QuestionFiles.Lines(1, 4)).WriteDocument("b.txt", "\uFEFFSecond.\r\nLine.\r\n").WriteDocument("a.md", "# First\n\nText.\n");
        Assert.Equal([new Document("First", "Text.", false), new Document("b", "Second.\nLine.", false)], files.Task().Documents);
        Assert.All(files.Task("&book=open").Documents, document => Assert.True(document.OpenBook));
        Directory.Move(files["mine.documents"], files["elsewhere"]);
        Assert.Empty(files.Task().Documents);
        Assert.Equal(2, files.Task($"&documents={TaskParameters.Escaped(files["elsewhere"])}").Documents.Count);
    }

    [Fact]
    public void What_is_not_known_of_a_file_has_a_reason()
    {
        ITask task = FieldCatalogue.ResolveQuestions("questions")!;
        Assert.Equal("the file says no law by which one answer follows from others", task.HiddenBits.WhyNot);
        Assert.Equal(task.HiddenBits.WhyNot, task.Evidence.WhyNot);
        Assert.Contains("single questions", task.StateExam.WhyNot, StringComparison.Ordinal);
        Assert.True(task.Hidden.IsHidden);
        // Another split of a file practises what this one's exams ask, so it is no other world.
        Assert.Null(((ITaskFamily)FieldCatalogue.Questions).OtherWorld(TaskParameters.Parse("questions"), 5));
    }

    [Fact]
    public void Many_questions_are_sampled_and_few_are_each_asked()
    {
        using var files = new QuestionFiles();
        Assert.Equal(256, files.Write(QuestionFiles.Lines(8, 128)).Task().Partition.Value!.ExamQuestions!.Count);
        var task = files.Write(QuestionFiles.Lines(8, 132)).Task();
        Assert.Null(task.Partition.Value!.ExamQuestions);
        Assert.InRange(Enumerable.Range(0, 2_000).Select(seed => task.Partition.Value.KeyOf(task.Exam((ulong)seed))).Distinct().Count(), 250, 264);
    }

    [Fact]
    public void The_usual_answer_of_a_topic_is_what_is_to_be_had_without_knowing_anything()
    {
        using var files = new QuestionFiles();
        files.Write(Enumerable.Range(0, 40).Select(i => $$"""{"question":"Is it {{i}}?","answer":"{{(i % 10 == 0 ? "no" : "yes")}}","topic":"t"}"""));
        Assert.InRange(files.Task().UsualAnswerScore, 0.7, 1);
        Assert.Equal(0, files.Task().Floor);
        Assert.Equal(0, files.Write(QuestionFiles.Lines(2, 8)).Task().UsualAnswerScore);
    }

    [Fact]
    public void The_example_is_forty_questions_of_five_topics_with_three_documents_and_lies_in_the_samples_too()
    {
        var task = FieldCatalogue.ResolveQuestions("questions")!;
        Assert.Equal([(6, 2), (6, 2), (6, 2), (6, 2), (6, 2)], task.Topics.Select(topic => (topic.Practice, topic.Exam)));
        Assert.Equal(3, task.Documents.Count);
        var file = RepositoryFiles.Path("samples", "questions", "velquarn.jsonl");
        var onDisk = FieldCatalogue.ResolveQuestions($"questions?file={TaskParameters.Escaped(file)}")!;
        Assert.Equal(task.Documents, onDisk.Documents);
        Assert.Equal(task.Id[task.Id.IndexOf("&match", StringComparison.Ordinal)..], onDisk.Id[onDisk.Id.IndexOf("&match", StringComparison.Ordinal)..]);
        foreach (var line in File.ReadLines(file).Select(line => JsonDocument.Parse(line).RootElement))
        {
            Assert.Contains("Velquarn", line.GetProperty("question").GetString(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void An_exam_sheet_asks_what_is_held_out_and_is_graded_by_text_or_letter()
    {
        var task = FieldCatalogue.ResolveQuestions("questions")!;
        var paper = task.Paper(100, 1);
        Assert.Equal(Keys(task, task.Partition.Value!.ExamQuestions!).Order(), paper.Items.Select(item => item.Id).Order());
        Assert.Equal(paper.Items.Take(4).Select(item => item.Id), task.Paper(4, 1).Items.Select(item => item.Id));
        var right = ExamGrader.Grade(paper, paper.Items.Select(item => Answer(item.Id, item.Item.Key.Right)), "answers");
        Assert.Equal((10, 10), (right.Total.Right, right.Total.Of));
        var letters = ExamGrader.Grade(
            paper,
            paper.Items.Where(item => item.Item.Choices is not null)
                .Select(item => Answer(item.Id, ((char)('A' + item.Item.Choices!.ToList().IndexOf(item.Item.Key.Right))) + ")")),
            "answers");
        Assert.Equal((4, 6), (letters.Total.Right, letters.Unanswered.Count));
        Assert.Equal(0, ExamGrader.Grade(paper, paper.Items.Select(item => Answer(item.Id, "zzz")), "answers").Total.Right);

        static string Answer(string id, string answer) => JsonSerializer.Serialize(new { id, answer });
    }

    private static IEnumerable<string> Keys(QuestionTask task, IEnumerable<IEpisode> questions) => questions.Select(task.Partition.Value!.KeyOf);
}
