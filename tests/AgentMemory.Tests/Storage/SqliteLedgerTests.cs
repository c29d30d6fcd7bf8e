using AgentMemory.Core;
using AgentMemory.Core.Episodes;
using AgentMemory.Core.Learners;
using AgentMemory.Core.Ledger;
using AgentMemory.Core.Models;
using AgentMemory.Experiments.Ledger;
using AgentMemory.Testing;

namespace AgentMemory.Tests.Storage;

public sealed class SqliteLedgerTests
{
    [Fact]
    public void A_block_comes_back_as_it_was_written()
    {
        using var folder = new TemporaryFolder();
        var block = Block(0);
        using (var ledger = SqliteLedger.Open(folder["l.db"]))
        {
            ledger.Write(block);
        }

        using var again = SqliteLedger.Open(folder["l.db"]);
        var read = Assert.Single(again.Blocks());
        Assert.Equal(block.CostSoFar, read.CostSoFar);
        Assert.Equal(block.Scores, read.Scores);
        Assert.Equal(block.Remarks, read.Remarks);
        Assert.Equal(block.ArtifactSha256, read.ArtifactSha256);
        Assert.Equal("heap 3", Assert.Single(again.Episodes(block.Trial, 0)).Record.Moves[0].View.Text);
    }

    /// <summary>As where a report looks at a run that begins just then.</summary>
    [Fact]
    public async Task A_new_file_may_be_opened_by_many_at_once()
    {
        const int Many = 8;
        using var together = new Barrier(Many);
        for (var round = 0; round < 20; round++)
        {
            using var folder = new TemporaryFolder();
            await Task.WhenAll(Enumerable.Range(0, Many).Select(_ => Task.Factory.StartNew(
                () =>
                {
                    together.SignalAndWait();
                    using var ledger = SqliteLedger.Open(folder["l.db"]);
                    Assert.Empty(ledger.Blocks());
                },
                CancellationToken.None,
                TaskCreationOptions.LongRunning,
                TaskScheduler.Default)));
        }
    }

    /// <summary>Reading first and writing then in one deferred transaction would let two of them find no identity.</summary>
    [Fact]
    public async Task A_run_that_many_begin_at_once_is_begun_once()
    {
        const int Many = 8;
        using var folder = new TemporaryFolder();
        SqliteLedger.Open(folder["l.db"]).Dispose();
        using var together = new Barrier(Many);
        var identity = new RunIdentity { PlanSha256 = "p", PromptsSha256 = "q", ModelSha256 = "m", PlanText = "plan" };
        await Task.WhenAll(Enumerable.Range(0, Many).Select(_ => Task.Factory.StartNew(
            () =>
            {
                using var ledger = SqliteLedger.Open(folder["l.db"]);
                together.SignalAndWait();
                ledger.Begin(identity);
            },
            CancellationToken.None,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default)));
        Assert.Equal(1, Scalar(folder["l.db"], "SELECT count(*) FROM run"));
    }

    [Fact]
    public void A_block_that_fails_half_way_leaves_nothing()
    {
        using var folder = new TemporaryFolder();
        using var ledger = SqliteLedger.Open(folder["l.db"]);
        var score = Block(0).Scores[0];
        Assert.Throws<UserErrorException>(() => ledger.Write(Block(0) with { Scores = [score, score] }));
        Assert.Empty(ledger.Blocks());
        ledger.Write(Block(0));
        Assert.Single(ledger.Blocks());
    }

    [Fact]
    public void A_file_that_is_no_ledger_is_refused()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["l.db"], new string('x', 5000));
        Assert.Contains("is not a ledger", Assert.Throws<UserErrorException>(
            () => SqliteLedger.Open(folder["l.db"])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_newer_schema_is_refused_by_its_number()
    {
        using var folder = new TemporaryFolder();
        SqliteLedger.Open(folder["l.db"]).Dispose();
        using (var connection = new Microsoft.Data.Sqlite.SqliteConnection($"Data Source={folder["l.db"]};Pooling=False"))
        {
            connection.Open();
            using var command = connection.CreateCommand();
            command.CommandText = "PRAGMA user_version = 99";
            command.ExecuteNonQuery();
        }

        Assert.Contains("schema 99", Assert.Throws<UserErrorException>(
            () => SqliteLedger.Open(folder["l.db"])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_ledger_of_the_first_schema_takes_the_steps_it_lacks_and_keeps_its_rows()
    {
        using var folder = new TemporaryFolder();
        using (var ledger = SqliteLedger.Open(folder["l.db"]))
        {
            ledger.Begin(new RunIdentity { PlanSha256 = "p", PromptsSha256 = "q", ModelSha256 = "m", PlanText = "plan" });
            ledger.Write(Block(0));
        }

        Run(folder["l.db"], "ALTER TABLE run DROP COLUMN model_text; ALTER TABLE block DROP COLUMN documents_left_out; "
            + "ALTER TABLE block DROP COLUMN held_out_loss; "
            + "ALTER TABLE episode DROP COLUMN memory; PRAGMA user_version = 1;");
        using var again = SqliteLedger.Open(folder["l.db"]);
        Assert.Equal("", again.Identity()!.ModelText);
        Assert.Equal(Block(0).Scores, Assert.Single(again.Blocks()).Scores);
        Assert.Null(Assert.Single(again.Episodes(Block(0).Trial, 0)).Memory);
        again.Write(Block(1) with { DocumentsLeftOut = ["chapter 3"] });
        Assert.Equal(["chapter 3"], again.Blocks()[1].DocumentsLeftOut);
    }

    /// <summary>As the program of schema 4 made it, before tables checked their types.</summary>
    [Fact]
    public void A_ledger_of_before_strict_tables_keeps_every_row_and_gets_them()
    {
        using var folder = new TemporaryFolder();
        Run(folder["l.db"], OldLedger());
        using (var ledger = SqliteLedger.Open(folder["l.db"]))
        {
            Assert.Equal(
                new RunIdentity { PlanSha256 = "p", PromptsSha256 = "q", ModelSha256 = "m", PlanText = "plan: é", ModelText = "{}" },
                ledger.Identity());
            var blocks = ledger.Blocks();
            Assert.Equal([null, "ab"], blocks.Select(b => b.ArtifactSha256));
            Assert.Equal([null, 2.5], blocks.Select(b => b.HeldOutLoss));
            Assert.All(blocks, block =>
            {
                Assert.Equal(new Cost { TokensRead = 1, TokensWritten = 2, TokensTrained = 3, Flops = 1.5e300, Seconds = 2 }, block.CostSoFar);
                Assert.Equal(new TaskScore("heaps", 1.0 / 3, 0, 1, 0.25), Assert.Single(block.Scores));
                Assert.Equal(["it isn't \"so\""], block.Remarks);
                Assert.Equal(["chapter 3"], block.DocumentsLeftOut);
                var episode = Assert.Single(ledger.Episodes(block.Trial, block.Block));
                Assert.Equal("heap 3", episode.Record.Moves[0].View.Text);
                Assert.Equal(["# rules", null], episode.Memory);
            });
            ledger.Write(Block(2));
            Assert.Equal(3, ledger.Blocks().Count);
        }

        Assert.Equal(0, Scalar(
            folder["l.db"], "SELECT count(*) FROM pragma_table_list WHERE type = 'table' AND strict = 0 AND name NOT LIKE 'sqlite%'"));
        Assert.Equal(0, Scalar(folder["l.db"], "SELECT count(*) FROM sqlite_master WHERE name LIKE '%\\_4' ESCAPE '\\'"));
        Assert.Equal(0, Scalar(folder["l.db"], "SELECT count(*) FROM pragma_foreign_key_check"));
    }

    [Fact]
    public void A_ledger_whose_migration_fails_stays_as_it_was()
    {
        using var folder = new TemporaryFolder();
        Run(folder["l.db"], OldLedger() + "UPDATE episode SET number = 'first' WHERE id = 2;");
        var error = Assert.Throws<UserErrorException>(() => SqliteLedger.Open(folder["l.db"]));
        Assert.Contains("episode.number", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
        Assert.Equal(4, Scalar(folder["l.db"], "PRAGMA user_version"));
        Assert.Equal(2, Scalar(folder["l.db"], "SELECT count(*) FROM episode"));
        Assert.Equal(0, Scalar(folder["l.db"], "SELECT count(*) FROM sqlite_master WHERE name LIKE '%\\_4' ESCAPE '\\'"));
    }

    /// <summary>A copy of the main file alone is whole once the ledger is closed: nothing waits in the write-ahead log.</summary>
    [Fact]
    public void A_closed_ledger_is_one_file_that_can_be_copied()
    {
        using var folder = new TemporaryFolder();
        using (var ledger = SqliteLedger.Open(folder["l.db"]))
        {
            ledger.Write(Block(0));
        }

        Assert.Equal([folder["l.db"]], Directory.EnumerateFiles(folder.Path));
        File.Copy(folder["l.db"], folder["copy.db"]);
        File.Delete(folder["l.db"]);
        using var copy = SqliteLedger.Open(folder["copy.db"]);
        Assert.Single(copy.Blocks());
    }

    /// <summary>Digits differ between engines and between a processor's variants of one.</summary>
    [Theory]
    [InlineData("LLamaSharp 0.30.0 avx2 CPU", "LLamaSharp 0.30.0 avx2 CPU")]
    [InlineData("", "the engine of an earlier program")]
    public void A_run_goes_on_with_the_engine_it_was_begun_with_alone(string begun, string named)
    {
        using var folder = new TemporaryFolder();
        using var ledger = SqliteLedger.Open(folder["l.db"]);
        var identity = new RunIdentity { PlanSha256 = "p", PromptsSha256 = "q", ModelSha256 = "m", PlanText = "plan", Engine = begun };
        ledger.Begin(identity);
        ledger.Begin(identity);
        var error = Assert.Throws<UserErrorException>(() => ledger.Begin(identity with { Engine = "LLamaSharp 0.30.0 avx512 CPU" }));
        Assert.Contains($"was begun with {named}, and this is LLamaSharp 0.30.0 avx512 CPU", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
    }

    [Fact]
    public void Identity_and_memory_come_back_as_they_were_written()
    {
        using var folder = new TemporaryFolder();
        using var ledger = SqliteLedger.Open(folder["l.db"]);
        Assert.Null(ledger.Identity());
        var identity = new RunIdentity
        {
            PlanSha256 = "p",
            PromptsSha256 = "q",
            ModelSha256 = "m",
            PlanText = "plan: é",
            ModelText = "{}",
            Engine = "LLamaSharp 0.30.0 avx2 CPU",
        };
        ledger.Begin(identity);
        Assert.Equal(identity, ledger.Identity());
        var episode = Block(0).Episodes[0] with { Memory = ["# rules\n\"quoted\"", null] };
        ledger.Write(Block(0) with { Episodes = [episode] });
        Assert.Equal(episode.Memory, Assert.Single(ledger.Episodes(Block(0).Trial, 0)).Memory);
    }

    [Fact]
    public void A_second_process_that_writes_the_same_block_is_told_so()
    {
        using var folder = new TemporaryFolder();
        using var one = SqliteLedger.Open(folder["l.db"]);
        using var other = SqliteLedger.Open(folder["l.db"]);
        one.Write(Block(0));
        Assert.Contains("another process", Assert.Throws<UserErrorException>(() => other.Write(Block(0))).Message, StringComparison.Ordinal);
    }

    private static string OldLedger() => File.ReadAllText(RepositoryFiles.Path("tests", "AgentMemory.Tests", "Storage", "Old", "ledger-4.sql"));

    private static long Scalar(string path, string sql)
    {
        using var connection = new Microsoft.Data.Sqlite.SqliteConnection($"Data Source={path};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return (long)command.ExecuteScalar()!;
    }

    private static void Run(string path, string sql)
    {
        using var connection = new Microsoft.Data.Sqlite.SqliteConnection($"Data Source={path};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    [Fact]
    public void What_an_exam_found_question_by_question_comes_back_to_the_last_bit()
    {
        using var folder = new TemporaryFolder();
        var score = new TaskScore("vault", 1.0 / 3, 0, 1, 0)
        {
            Form = ExamForm.Exact,
            MetScore = 0.1,
            UnmetRegret = 1e-300,
            HiddenBits = 66.5,
            EvidenceBits = 66.0169,
            PromptReaderScore = -0.25,
            Detail = new ExamDetail { Exam = [new("a", 1.0 / 3)], Practice = [new("b", -1), new("c", 1)], Replies = ["take 1", "take 2"] },
        };
        using var ledger = SqliteLedger.Open(folder["l.db"]);
        ledger.Write(Block(0) with { Scores = [score] });
        ledger.Write(Block(1) with { Scores = [score with { Detail = ExamDetail.None, MetScore = null }], ExamBlock = 0 });
        var blocks = ledger.Blocks();
        var back = Assert.Single(blocks[0].Scores);
        Assert.Equal(score with { Detail = back.Detail }, back);
        Assert.Equal(score.Detail.Exam, back.Detail.Exam);
        Assert.Equal(score.Detail.Practice, back.Detail.Practice);
        Assert.Equal(score.Detail.Replies, back.Detail.Replies);
        Assert.Null(blocks[1].Scores[0].MetScore);
        Assert.Empty(blocks[1].Scores[0].Detail.Exam);
        Assert.Equal([0, 0], blocks.Select(block => block.ExamBlock));
    }

    private static BlockResult Block(int block) => new()
    {
        Trial = new TrialKey("notes", 0, 1),
        Path = LearnerPath.Memory,
        Block = block,
        ExamBlock = block,
        ArtifactSha256 = "ab",
        ArtifactBytes = 12,
        CostSoFar = new Cost { TokensRead = 1, TokensWritten = 2, TokensTrained = 3, Flops = 1.5e300, Seconds = 0.1 },
        PracticeSoFar = 4,
        Scores = [new TaskScore("heaps", 1.0 / 3, 0.1, 0.9, 0.25)],
        Remarks = ["a remark"],
        Episodes =
        [
            new LedgerEpisode(EpisodeKind.Exam, 0, new EpisodeRecord
            {
                TaskId = "heaps",
                Seed = 5,
                Moves = [new Move(new View("heap 3", new ReplyForm.OneOf(["1"])), "1", null, -0.1)],
                Outcome = new Outcome(1, "you win"),
                Score = 1,
            }),
        ],
    };
}
