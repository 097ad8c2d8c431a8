import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Composes the parallel sentences of this folder from small grammars: {@code java MakeSamples.java FOLDER}.
 *
 * <p>A grammar is a set of tables and a list of templates. A table names its columns in its first line; the first
 * column is the English word. A template is a pair of sentences with slots:
 *
 * <ul>
 *   <li>{@code {who}} a row of the table who, in the column of the sentence's side; {@code {who2}} another one
 *   <li>{@code {who:name}} only rows that have the tag name in their column "is"
 *   <li>{@code {who.object}} another column of the same row
 *   <li>{@code {who?has/have/have}} the choice that agrees with the row: third person / others / I (or as others)
 *   <li>{@code {who*a/b/c/d}} the choice numbered from 1 in the row's column "form"
 *   <li>{@code {act@who}} the present tense of act that agrees with who
 *   <li>{@code {act+了}} the Chinese word with 了 where it may be parted, e.g. 踢+足球 to 踢了足球
 *   <li>{@code ~} the possessive of who
 * </ul>
 *
 * Slots are filled from the inside outwards. A row that has a column named after another table goes only with those
 * rows of it that have one of the tags listed there. A number before a template makes it so many times as frequent.
 */
public final class MakeSamples {
    private static final long SEED = 20;

    /** A sentence is held out only when each of its English words stands in so many sentences. */
    private static final int KNOWN = 20;

    // ---- English and Chinese: the words ------------------------------------------------------------------------

    private static final String WORDS =
            """
            who: en | object | subject | possessive | owner | zh | self | agrees | is
            I | me | I | my | my | 我 | 我 | first | young person
            you | you | you | your | your | 你 | 你 | plain | young person far
            he | him | he | his | his | 他 | 他 | third | young person far other
            she | her | she | her | her | 她 | 她 | third | young person far other
            we | us | we | our | our | 我们 | 我们 | plain | young group
            they | them | they | their | their | 他们 | 他们 | plain | young group far other
            Tom | Tom | he | his | Tom's | 汤姆 | 他 | third | young person far other name
            Mary | Mary | she | her | Mary's | 玛丽 | 她 | third | young person far other name
            Peter | Peter | he | his | Peter's | 彼得 | 他 | third | young person far other name
            Lucy | Lucy | she | her | Lucy's | 露西 | 她 | third | young person far other name
            David | David | he | his | David's | 大卫 | 他 | third | young person far other name
            Anna | Anna | she | her | Anna's | 安娜 | 她 | third | young person far other name
            Li Ming | Li Ming | he | his | Li Ming's | 李明 | 他 | third | young person far other name
            Wang Fang | Wang Fang | she | her | Wang Fang's | 王芳 | 她 | third | young person far other name
            my father | my father | he | his | my father's | 我爸爸 | 他 | third | adult person far other
            my mother | my mother | she | her | my mother's | 我妈妈 | 她 | third | adult person far other
            my brother | my brother | he | his | my brother's | 我哥哥 | 他 | third | young person far other
            my sister | my sister | she | her | my sister's | 我妹妹 | 她 | third | young person far other
            my friend | my friend | he | his | my friend's | 我朋友 | 他 | third | young person far other
            his wife | his wife | she | her | his wife's | 他妻子 | 她 | third | adult person far other
            her son | her son | he | his | her son's | 她儿子 | 他 | third | child far other
            our teacher | our teacher | she | her | our teacher's | 我们老师 | 她 | third | adult far other
            my grandfather | my grandfather | he | his | my grandfather's | 我爷爷 | 他 | third | elder far other
            my grandmother | my grandmother | she | her | my grandmother's | 我奶奶 | 她 | third | elder far other
            my parents | my parents | they | their | my parents' | 我父母 | 他们 | plain | adult group far other
            the children | the children | they | their | the children's | 孩子们 | 他们 | plain | child group far other

            act: en | s | ing | past | zh | who | place | is
            play football | plays football | playing football | played football | 踢+足球 | young child | park school ground | sport skill hours fun
            play basketball | plays basketball | playing basketball | played basketball | 打+篮球 | young child | school ground gym | sport skill hours fun
            play tennis | plays tennis | playing tennis | played tennis | 打+网球 | young adult | park school gym | sport skill hours fun
            swim | swims | swimming | swam | 游+泳 | young adult child | pool sea | sport skill hours fun
            run | runs | running | ran | 跑+步 | young adult | park river ground lake | sport hours fun
            skate | skates | skating | skated | 滑+冰 | young child | gym park | sport skill fun
            ride a bike | rides a bike | riding a bike | rode a bike | 骑+自行车 | young adult child | park lake river | sport skill fun
            dance | dances | dancing | danced | 跳+舞 | young adult elder child | park school home | skill hours fun
            sing | sings | singing | sang | 唱+歌 | young adult elder child | park school home garden | hours fun
            play the piano | plays the piano | playing the piano | played the piano | 弹+钢琴 | young adult child | home school | skill hours fun indoors
            play the guitar | plays the guitar | playing the guitar | played the guitar | 弹+吉他 | young adult | home park beach room | skill hours fun indoors
            play chess | plays chess | playing chess | played chess | 下+棋 | young adult elder child | park home garden | skill fun indoors
            play cards | plays cards | playing cards | played cards | 打+牌 | young adult elder | home garden | fun indoors
            draw pictures | draws pictures | drawing pictures | drew pictures | 画+画 | young adult child | park home lake class garden | skill hours fun indoors
            take pictures | takes pictures | taking pictures | took pictures | 拍+照 | young adult elder | park lake river beach garden | fun
            watch TV | watches TV | watching TV | watched TV | 看+电视 | young adult elder child | home room | hours fun indoors
            watch movies | watches movies | watching movies | watched movies | 看+电影 | young adult child | home cinema | fun indoors
            listen to music | listens to music | listening to music | listened to music | 听+音乐 | young adult elder | home room park cafe | hours fun indoors
            read books | reads books | reading books | read books | 看+书 | young adult elder child | home room library park cafe garden | hours fun indoors quiet
            read the newspaper | reads the newspaper | reading the newspaper | read the newspaper | 看+报纸 | young adult elder | home office library cafe | quiet
            write letters | writes letters | writing letters | wrote letters | 写+信 | young adult elder | home room office library | indoors quiet
            write stories | writes stories | writing stories | wrote stories | 写+故事 | young adult | home library cafe | skill fun indoors quiet
            study Chinese | studies Chinese | studying Chinese | studied Chinese | 学习+中文 | young | home library school class | duty hours quiet
            study math | studies math | studying math | studied math | 学习+数学 | young child | home library school class | duty hours quiet
            do ~ homework | does ~ homework | doing ~ homework | did ~ homework | 做+作业 | young child | home library school room | duty quiet
            cook | cooks | cooking | cooked | 做+饭 | young adult elder | home kitchen | duty skill fun indoors
            wash the dishes | washes the dishes | washing the dishes | washed the dishes | 洗+碗 | young adult elder child | kitchen | duty chore
            wash clothes | washes clothes | washing clothes | washed clothes | 洗+衣服 | young adult elder | home river | duty chore
            clean ~ room | cleans ~ room | cleaning ~ room | cleaned ~ room | 打扫+房间 | young child adult | home | duty chore
            drink tea | drinks tea | drinking tea | drank tea | 喝+茶 | young adult elder | home office garden cafe | fun
            drink coffee | drinks coffee | drinking coffee | drank coffee | 喝+咖啡 | young adult | home office cafe | fun
            eat noodles | eats noodles | eating noodles | ate noodles | 吃+面条 | young adult elder child | home restaurant school | food
            eat dumplings | eats dumplings | eating dumplings | ate dumplings | 吃+饺子 | young adult elder child | home restaurant | food
            take a walk | takes a walk | taking a walk | took a walk | 散+步 | young adult elder | park river lake beach | fun
            plant flowers | plants flowers | planting flowers | planted flowers | 种+花 | adult elder young | garden | fun
            fish | fishes | fishing | fished | 钓+鱼 | young adult elder | river lake | fun

            place: en | to | zh | is
            in the park | to the park | 公园 | park go fun outdoors
            at school | to school | 学校 | school
            on the playground | to the playground | 操场 | ground
            in the gym | to the gym | 体育馆 | gym go fun
            at the swimming pool | to the swimming pool | 游泳池 | pool go fun
            in the sea | to the sea | 海里 | sea
            on the beach | to the beach | 海边 | beach go fun outdoors
            by the river | to the river | 河边 | river go fun outdoors
            by the lake | to the lake | 湖边 | lake go fun outdoors
            in the garden | to the garden | 花园里 | garden
            at home | home | 家 | home
            in the room | to the room | 房间里 | room
            in the kitchen | to the kitchen | 厨房里 | kitchen
            in the classroom | to the classroom | 教室里 | class
            in the library | to the library | 图书馆 | library go job
            in the office | to the office | 办公室 | office
            in the coffee shop | to the coffee shop | 咖啡馆 | cafe go job fun
            in the restaurant | to the restaurant | 饭馆 | restaurant go job fun
            in the cinema | to the cinema | 电影院 | cinema go fun
            in the supermarket | to the supermarket | 超市 | market go job
            in the bank | to the bank | 银行 | bank go job
            in the hospital | to the hospital | 医院 | hospital go job
            in the museum | to the museum | 博物馆 | museum go job fun
            at the station | to the station | 车站 | station go
            at the airport | to the airport | 机场 | airport go job

            city: en | zh | is
            Beijing | 北京 | china
            Shanghai | 上海 | china
            Nanjing | 南京 | china
            London | 伦敦 | world
            Paris | 巴黎 | world
            New York | 纽约 | world
            Tokyo | 东京 | world

            way: en | zh | is
            by bus | 坐公共汽车 | near
            by bike | 骑自行车 | near
            by taxi | 坐出租车 | near
            by subway | 坐地铁 | near
            by train | 坐火车 | far
            by plane | 坐飞机 | far

            time: en | zh | is
            yesterday | 昨天 | past day short soon
            yesterday afternoon | 昨天下午 | past part short soon
            last night | 昨天晚上 | past part short soon
            this morning | 今天早上 | past part short soon
            the day before yesterday | 前天 | past day short soon
            last weekend | 上个周末 | past long soon
            last Sunday | 上个星期天 | past day short soon
            last week | 上个星期 | past long soon trip
            last month | 上个月 | past long trip
            last year | 去年 | past year trip
            tomorrow | 明天 | future day short soon
            tomorrow morning | 明天早上 | future part short soon
            this afternoon | 今天下午 | future part short soon
            tonight | 今天晚上 | future part short soon
            the day after tomorrow | 后天 | future day short soon
            this weekend | 这个周末 | future long soon
            next Sunday | 下个星期天 | future day short soon
            next week | 下个星期 | future long soon trip
            next month | 下个月 | future long trip
            next year | 明年 | future year trip
            every day | 每天 | every daily
            every morning | 每天早上 | every daily
            every evening | 每天晚上 | every daily
            every weekend | 每个周末 | every
            every Saturday | 每个星期六 | every
            every Sunday | 每个星期天 | every

            often: en | zh | is
            often | 经常 | some
            sometimes | 有时候 | some
            always | 总是 | some
            usually | 一般 | some
            never | 从来不 | never
            seldom | 很少 | never

            count: en | zh | is
            two | 两 | few
            three | 三 | few
            four | 四 | few
            five | 五 | some
            six | 六 | some
            seven | 七 | some
            eight | 八 | some
            nine | 九 | many
            ten | 十 | many

            age: en | zh
            ten | 十
            twelve | 十二
            fifteen | 十五
            eighteen | 十八
            twenty | 二十
            twenty-five | 二十五
            thirty | 三十

            price: en | zh
            ten | 十
            twenty | 二十
            thirty | 三十
            fifty | 五十
            eighty | 八十
            one hundred | 一百

            hour: en | zh | is
            at six o'clock | 六点 | h6
            at half past six | 六点半 | h6b
            at seven o'clock | 七点 | h7
            at half past seven | 七点半 | h7b
            at eight o'clock | 八点 | h8
            at nine o'clock | 九点 | h9
            at ten o'clock | 十点 | h10
            at eleven o'clock | 十一点 | h11
            at twelve o'clock | 十二点 | h12
            at half past twelve | 十二点半 | h12b

            routine: en | s | ing | zh | who | hour | is
            get up | gets up | getting up | 起+床 | young child adult elder | h6 h6b h7 h7b h8 | early late
            have breakfast | has breakfast | having breakfast | 吃+早饭 | young child adult elder | h6b h7 h7b h8 | meal
            go to work | goes to work | going to work | 上+班 | adult | h7 h7b h8 h9 | out
            go to school | goes to school | going to school | 上+学 | child | h7 h7b h8 | out
            have lunch | has lunch | having lunch | 吃+午饭 | young child adult elder | h11 h12 h12b | meal
            come home | comes home | coming home | 回+家 | young child adult | h6 h6b h7 | out
            have dinner | has dinner | having dinner | 吃+晚饭 | young child adult elder | h6 h6b h7 h7b | meal
            go to bed | goes to bed | going to bed | 睡+觉 | young child adult elder | h9 h10 h11 | early late

            thing: en | plural | zh | measure | color | quality | spot | is
            book | books | 书 | 本 | none | new old interesting | table bag box chair bed | own read light
            dictionary | dictionaries | 词典 | 本 | none | new old big | table bag box | own light
            newspaper | newspapers | 报纸 | 份 | none | old | table chair bed | light
            letter | letters | 信 | 封 | none | none | table box bag | light
            map | maps | 地图 | 张 | none | new old big | table bag box | own light
            photo | photos | 照片 | 张 | none | pretty | table box bag | light
            pen | pens | 钢笔 | 支 | color | new | table bag box | own light lose
            cup | cups | 杯子 | 个 | color | new big small pretty | table box | own light
            shirt | shirts | 衬衫 | 件 | color | new old cheap | chair bed box | own wear
            dress | dresses | 裙子 | 条 | color | new pretty cheap | chair bed box | own wear
            hat | hats | 帽子 | 顶 | color | new pretty old | table chair bed | own wear lose
            coat | coats | 大衣 | 件 | color | new old cheap | chair bed | own wear
            bag | bags | 包 | 个 | color | new big small | table chair bed | own light lose
            umbrella | umbrellas | 雨伞 | 把 | color | new old | table chair | own light lose
            watch | watches | 手表 | 块 | none | new old pretty | table bag box | own lose
            phone | phones | 手机 | 部 | color | new old cheap | table bag bed | own lose
            computer | computers | 电脑 | 台 | none | new old cheap | table | own
            chair | chairs | 椅子 | 把 | color | new old small | room garden | own
            table | tables | 桌子 | 张 | color | new old big small | room garden | own
            car | cars | 车 | 辆 | color | new old cheap | none | own
            bike | bikes | 自行车 | 辆 | color | new old cheap | garden | own lose
            flower | flowers | 花 | 朵 | color | pretty small | table garden room | light
            apple | apples | 苹果 | 个 | red green | big small | table bag box | light food
            orange | oranges | 橙子 | 个 | none | big small | table bag box | light food
            egg | eggs | 鸡蛋 | 个 | none | big | table box | light food
            cat | cats | 猫 | 只 | black white | big small | tree garden room | own animal
            dog | dogs | 狗 | 只 | black white | big small | tree garden room | own animal
            bird | birds | 鸟 | 只 | color | pretty small | tree garden | animal
            horse | horses | 马 | 匹 | black white | big pretty | tree | animal

            color: en | zh | is
            red | 红色的 | color red
            blue | 蓝色的 | color blue
            white | 白色的 | color white
            black | 黑色的 | color black
            green | 绿色的 | color green
            yellow | 黄色的 | color yellow

            quality: en | before | zh | is
            new | 新 | 新 | new good
            old | 旧 | 旧 | old
            big | 大 | 大 | big good
            small | 小 | 小 | small good
            beautiful | 漂亮的 | 漂亮 | pretty good
            interesting | 有意思的 | 有意思 | interesting good
            cheap | 便宜的 | 便宜 | cheap good

            spot: en | zh | is
            on the table | 桌子上 | table
            in the bag | 包里 | bag
            in the box | 箱子里 | box
            on the chair | 椅子上 | chair
            on the bed | 床上 | bed
            under the tree | 树下 | tree
            in the garden | 花园里 | garden
            in the room | 房间里 | room

            portion: en | plural | one | zh | measure | who | is
            a cup of tea | cups of tea | tea | 茶 | 杯 | young adult elder | drink
            a cup of coffee | cups of coffee | coffee | 咖啡 | 杯 | young adult | drink
            a glass of water | glasses of water | water | 水 | 杯 | young adult elder child | drink
            a glass of milk | glasses of milk | milk | 牛奶 | 杯 | young adult elder child | drink
            a bowl of rice | bowls of rice | rice | 米饭 | 碗 | young adult elder child | eat
            a bowl of soup | bowls of soup | soup | 汤 | 碗 | young adult elder child | drink
            a piece of cake | pieces of cake | cake | 蛋糕 | 块 | young adult elder child | eat
            a piece of bread | pieces of bread | bread | 面包 | 块 | young adult elder child | eat
            an apple | apples | apples | 苹果 | 个 | young adult elder child | eat
            an egg | eggs | eggs | 鸡蛋 | 个 | young adult elder child | eat

            like: en | zh | like | is
            tea | 茶 | taste | taste
            coffee | 咖啡 | taste | taste
            milk | 牛奶 | taste | taste
            fish | 鱼 | taste | taste
            noodles | 面条 | taste | taste
            apples | 苹果 | taste | taste
            Chinese food | 中国菜 | taste | taste
            cats | 猫 | nature | nature
            dogs | 狗 | nature | nature
            birds | 鸟 | nature | nature
            flowers | 花 | nature | nature
            music | 音乐 | art | art
            books | 书 | art | art
            movies | 电影 | art | art

            state: en | zh | who | is
            tired | 累 | young adult elder child | low
            busy | 忙 | young adult | low
            hungry | 饿 | young adult elder child | low
            thirsty | 渴 | young adult elder child | low
            angry | 生气 | young adult elder child | low why
            sad | 难过 | young adult elder child | low why
            worried | 担心 | young adult elder | low why
            nervous | 紧张 | young adult child | low why
            happy | 高兴 | young adult elder child | high why
            excited | 兴奋 | young adult child | high why

            trait: en | more | zh | who
            tall | taller | 高 | young adult child
            smart | smarter | 聪明 | young adult child
            young | younger | 年轻 | young adult
            strong | stronger | 强壮 | young adult
            funny | funnier | 幽默 | young adult elder
            polite | more polite | 有礼貌 | young child adult
            brave | braver | 勇敢 | young child adult
            friendly | friendlier | 友好 | young adult elder child
            hard-working | more hard-working | 努力 | young adult

            job: en | plural | zh | who
            teacher | teachers | 老师 | young adult
            doctor | doctors | 医生 | young adult
            nurse | nurses | 护士 | young adult
            engineer | engineers | 工程师 | young adult
            lawyer | lawyers | 律师 | young adult
            driver | drivers | 司机 | young adult
            singer | singers | 歌手 | young adult
            writer | writers | 作家 | young adult
            cook | cooks | 厨师 | young adult
            farmer | farmers | 农民 | young adult
            pilot | pilots | 飞行员 | young adult

            manner: en | s | how | zh | well | who
            run | runs | fast | 跑得 | 快 | young child
            swim | swims | fast | 游得 | 快 | young child adult
            sing | sings | well | 唱得 | 好 | young child adult elder
            dance | dances | well | 跳得 | 好 | young child adult elder
            cook | cooks | well | 做饭做得 | 好 | young adult elder
            draw | draws | well | 画得 | 好 | young child adult
            speak | speaks | slowly | 说得 | 慢 | young adult elder
            drive | drives | slowly | 开车开得 | 慢 | young adult
            walk | walks | slowly | 走得 | 慢 | young adult elder child
            get up | gets up | early | 起得 | 早 | young adult elder child
            go to bed | goes to bed | late | 睡得 | 晚 | young adult

            task: en | done | zh | who
            do ~ homework | done ~ homework | 做完作业 | young child
            wash the dishes | washed the dishes | 洗完碗 | young adult
            wash the clothes | washed the clothes | 洗完衣服 | young adult
            have breakfast | had breakfast | 吃早饭 | young adult child elder
            read the book | read the book | 看完书 | young adult child
            write the letter | written the letter | 写完信 | young adult
            buy the tickets | bought the tickets | 买好票 | young adult
            find a job | found a job | 找到工作 | young
            get home | gotten home | 到家 | young adult child

            tongue: en | zh
            English | 英语
            French | 法语
            Japanese | 日语
            German | 德语

            kin: en | plural | zh
            brother | brothers | 哥哥
            sister | sisters | 妹妹
            child | children | 孩子
            friend | friends | 朋友

            mate: en | zh
            friends | 朋友
            classmates | 同学
            mother | 妈妈
            father | 爸爸
            brother | 哥哥
            sister | 妹妹

            sky: en | more | zh
            cold | colder | 冷
            hot | hotter | 热
            warm | warmer | 暖和
            cool | cooler | 凉快
            """;

    // ---- English and Chinese: the sentences --------------------------------------------------------------------

    /** Phrases with several shapes, written in a sentence as {@code <goods:tag>}; {@code $} stands for the tag. */
    private static final String PHRASES =
            """
            goods | a {thing$} | 一{thing.measure}{thing}
            goods | {count:few} {thing$.plural} | {count}{thing.measure}{thing}
            goods | a {color} {thing$} | 一{thing.measure}{color}{thing}
            goods | {count:few} {color} {thing$.plural} | {count}{thing.measure}{color}{thing}
            goods | a {quality:good} {thing$} | 一{thing.measure}{quality.before}{thing}
            goods | {count:few} {quality:good} {thing$.plural} | {count}{thing.measure}{quality.before}{thing}
            """;

    private static final String SENTENCES =
            """
            4 {who} {who?loves/love} {act:fun.ing}. | {who}喜欢{act}。
            2 {who} {who?does/do} not like {act:fun.ing}. | {who}不喜欢{act}。
            {who} really {who?likes/like} {act:fun.ing}. | {who}很喜欢{act}。
            2 {who?Does/Do} {who:far} like {act:fun.ing}? | {who}喜欢{act}吗？
            Who loves {act:fun.ing}? | 谁喜欢{act}？
            Why {who?does/do} {who:far} not like {act:fun.ing}? | {who}为什么不喜欢{act}？
            2 {who} {who?likes/like} {act:fun.ing} and {act2:fun.ing}. | {who}喜欢{act}和{act2}。
            2 {who} {who?likes/like} {act:fun.ing}, but {who?does/do} not like {act2:fun.ing}. | {who}喜欢{act}，但是不喜欢{act2}。
            {who:name} and {who2:other} both love {act:fun.ing}. | {who}和{who2}都喜欢{act}。
            {who} {who?likes/like} {like}. | {who}喜欢{like}。
            {who} {who?does/do} not like {like}. | {who}不喜欢{like}。
            {who?Does/Do} {who:far} like {like}? | {who}喜欢{like}吗？
            {who} {who?likes/like} {like} and {like2}. | {who}喜欢{like}和{like2}。
            {who} {who?likes/like} {like}, but {who2:other} {who2?does/do} not. | {who}喜欢{like}，但是{who2}不喜欢。
            What {who?does/do} {who:far} like to do on weekends? | {who}周末喜欢做什么？

            3 {who} {act@who} {place} {time:every}. | {who}{time}在{place}{act}。
            2 {who} {act@who} {time:every}. | {who}{time}都{act}。
            2 {who} {who?does/do} not {act} {place}. | {who}不在{place}{act}。
            2 {who?Does/Do} {who:far} {act} {time:every}? | {who}{time}都{act}吗？
            3 {who} {often} {act@who} {place}. | {who}{often}在{place}{act}。
            2 {who} {often} {act@who}. | {who}{often}{act}。
            Where {who?does/do} {who:far} {act}? | {who}在哪里{act}？
            Who {act.s} {place} {time:every}? | 谁{time}在{place}{act}？
            What {who?does/do} {who:far} do {time:every}? | {who}{time}做什么？
            How often {who?does/do} {who:far} {act}? | {who}多久{act+一次}？
            {who} often {act:quiet@who} before going to bed. | {who}睡觉以前经常{act}。
            {who} often {act:indoors@who} after dinner. | {who}晚饭以后经常{act}。
            {who} {who?listens/listen} to music while {act:quiet.ing}. | {who}一边听音乐一边{act}。

            4 {who} {who?is/are/am} {act.ing} {place}. | {who}正在{place}{act}。
            2 {who} {who?is/are/am} not {act.ing}. | {who}没在{act}。
            2 {who?Is/Are} {who:far} {act.ing}? | {who}在{act}吗？
            {who?Is/Are} {who:far} {act.ing} {place}? | {who}正在{place}{act}吗？
            Who is {act.ing} {place}? | 谁正在{place}{act}？
            What {who?is/are} {who:far} doing {place:go}? | {who}在{place}做什么？
            When I came home, {who:other} {who?was/were} {act:indoors.ing}. | 我回家的时候，{who}正在{act}。
            When I called, {who:other} {who?was/were} {act.ing} {place}. | 我打电话的时候，{who}正在{place}{act}。

            4 {who} {act.past} {place} {time:past:soon}. | {who}{time}在{place}{act+了}。
            {time:past:soon} {who} {act.past} {place}. | {time}{who}在{place}{act+了}。
            3 {who} did not {act} {place} {time:past:soon}. | {who}{time}没在{place}{act}。
            2 {who} did not {act} {time:past:soon}. | {who}{time}没{act}。
            3 Did {who:far} {act} {place} {time:past:soon}? | {who}{time}在{place}{act}了吗？
            2 Where did {who:far} {act} {time:past:soon}? | {who}{time}在哪里{act+的}？
            When did {who:far} {act} {place}? | {who}什么时候在{place}{act+的}？
            What did {who:far} do {time:past:soon}? | {who}{time}做什么了？
            What did {who:far} do {place:go} {time:past:soon}? | {who}{time}在{place}做什么了？
            Who {act.past} {place} {time:past:soon}? | 谁{time}在{place}{act+了}？
            2 {who} {act:hours.past} for {count:few} hours {time:past:short}. | {who}{time}{act+了{count}个小时}。
            {who} went {place:go.to} to {act} {time:past:soon}. | {who}{time}去{place}{act}了。

            3 {who} will {act} {place} {time:future:soon}. | {who}{time}会在{place}{act}。
            {time:future:soon} {who} will {act} {place}. | {time}{who}会在{place}{act}。
            2 {who} will not {act} {place} {time:future:soon}. | {who}{time}不会在{place}{act}。
            Will {who:far} {act} {time:future:soon}? | {who}{time}会{act}吗？
            2 {who} {who?is/are/am} going to {act} {place} {time:future:soon}. | {who}{time}要在{place}{act}。
            {who} {who?plans/plan} to {act} {place} {time:future:soon}. | {who}打算{time}在{place}{act}。
            Where will {who:far} {act} {time:future:soon}? | {who}{time}会在哪里{act}？
            What will {who:far} do {time:future:soon}? | {who}{time}会做什么？
            If it rains tomorrow, {who} will {act:indoors} at home. | 如果明天下雨，{who}就在家{act}。
            If it does not rain tomorrow, {who} will go {place:outdoors.to} to {act}. | 如果明天不下雨，{who}就去{place}{act}。

            3 {who} {who?wants/want} to {act} {place} {time:future:soon}. | {who}{time}想在{place}{act}。
            2 {who} {who?wants/want} to {act}. | {who}想{act}。
            2 {who} {who?does/do} not want to {act} {time:future:soon}. | {who}{time}不想{act}。
            2 {who?Does/Do} {who:far} want to {act} {time:future:soon}? | {who}{time}想{act}吗？
            2 {who} {who?wants/want} to go {place:go.to} to {act} {time:future:soon}. | {who}{time}想去{place}{act}。
            Who wants to {act} with me? | 谁想和我一起{act}？
            Why {who?does/do} {who:far} not want to {act}? | {who}为什么不想{act}？
            2 {who} {who?has/have} to {act:duty} {time:future:short}. | {who}{time}得{act}。
            {who} {who?does/do} not have to {act:duty} {time:future:short}. | {who}{time}不用{act}。
            {who} should {act:duty} {place}. | {who}应该在{place}{act}。
            {who} should not {act:fun} {time:every}. | {who}不应该{time}都{act}。
            May I {act:fun} {place}? | 我可以在{place}{act}吗？
            Please do not {act:fun} {place}. | 请不要在{place}{act}。
            3 {who} can {act:skill}. | {who}会{act}。
            2 {who} cannot {act:skill}. | {who}不会{act}。
            2 Can {who:far} {act:skill}? | {who}会{act}吗？
            1 Who can {act:skill}? | 谁会{act}？
            {who} {who?is/are/am} learning to {act:skill}. | {who}正在学{act}。
            {who} {who?wants/want} to learn to {act:skill}. | {who}想学{act}。
            {who} {who?is/are/am} good at {act:skill.ing}. | {who}很擅长{act}。
            {who:far} taught me to {act:skill}. | {who}教过我{act}。
            Can you teach {who:other.object} to {act:skill}? | 你能教{who}{act}吗？
            Let's go {place:go.to} to {act:fun}. | 我们去{place}{act}吧。

            3 {who:young} {act:fun@who} with {who.possessive} {mate} {time:every}. | {who}{time}和{mate}一起{act}。
            {who:young} {who?is/are/am} {act:fun.ing} with {who.possessive} {mate}. | {who}正在和{mate}一起{act}。
            2 {who:young} {act:fun.past} with {who2:name} {place} {time:past:soon}. | {who}{time}和{who2}一起在{place}{act+了}。
            {who:far} {who?wants/want} to {act:fun} with me {time:future:soon}. | {who}{time}想和我一起{act}。

            2 {who} {who?is/are/am} very {state} today. | {who}今天很{state}。
            2 {who} {who?was/were/was} very {state} {time:past:short}. | {who}{time}很{state}。
            2 {who} {who?is/are/am} not {state}. | {who}不{state}。
            {who} {who?is/are/am} a little {state:low}. | {who}有点儿{state}。
            {who} {who?is/are/am} too {state:low}. | {who}太{state}了。
            2 {who?Is/Are} {who:far} {state}? | {who}{state}吗？
            {who?Was/Were/Was} {who:far} {state} {time:past:short}? | {who}{time}{state}吗？
            2 Why {who?is/are} {who:far} so {state:why}? | {who}为什么这么{state}？
            {who:far} {who?looks/look} very {state}. | {who}看起来很{state}。
            2 {who} {who?was/were/was} too {state:low}, so {who.subject} did not {act}. | {who}太{state}了，所以没{act}。
            {who} {who?is/are/am} tired, but {who.subject} still {who?wants/want} to {act:fun}. | {who}很累，但是还想{act}。
            2 {who} {who?is/are/am} very {trait}. | {who}很{trait}。
            {who} {who?is/are/am} not very {trait}. | {who}不太{trait}。
            I think {who:far} {who?is/are} very {trait}. | 我觉得{who}很{trait}。
            5 {who} {who?is/are/am} {trait.more} than {who2:other.object}. | {who}比{who2}{trait}。
            {who} {who?is/are/am} not as {trait} as {who2:other.object}. | {who}没有{who2}{trait}。
            {who?Is/Are} {who:far} {trait.more} than {who2:other.object}? | {who}比{who2}{trait}吗？
            3 {who:person} {who?is/are/am} a {job}. | {who}是{job}。
            {who:person} {who?is/are/am} not a {job}. | {who}不是{job}。
            {who?Is/Are} {who:person:far} a {job}? | {who}是{job}吗？
            2 {who:young:person} {who?wants/want} to become a {job}. | {who}想当{job}。
            2 {who:person} {who?has/have} been a {job} for {count} years. | {who}当了{count}年{job}了。
            3 {who:young} {who?is/are/am} {age} years old. | {who}{age}岁。
            2 {who:young} will be {age} years old next year. | {who}明年{age}岁。
            How old {who?is/are} {who:far}? | {who}多大了？
            2 {who:young} {who?has/have} {count:few} {kin.plural}. | {who}有{count}个{kin}。
            {who:young} {who?does/do} not have a {kin}. | {who}没有{kin}。

            3 {who} {who?has/have} <goods:own>. | {who}有<goods:own>。
            {who} {who?has/have} an {quality:old} {thing:own}. | {who}有一{thing.measure}{quality.before}{thing}。
            2 {who} {who?does/do} not have a {thing:own}. | {who}没有{thing}。
            2 {who?Does/Do} {who:far} have a {thing:own}? | {who}有{thing}吗？
            How many {thing:own.plural} {who?does/do} {who:far} have? | {who}有几{thing.measure}{thing}？
            3 {who} bought <goods:own> {time:past}. | {who}{time}买了<goods:own>。
            {who} did not buy a {thing:own} {time:past}. | {who}{time}没买{thing}。
            3 {who} {who?wants/want} to buy <goods:own>. | {who}想买<goods:own>。
            Where did {who:far} buy this {thing:own}? | {who}在哪里买的这{thing.measure}{thing}？
            4 {who} gave {who2:other.object} <goods:light>. | {who}给了{who2}<goods:light>。
            2 {who:far} gave me <goods:light> {time:past:short}. | {who}{time}给了我<goods:light>。
            2 {who} saw <goods:animal> {place:outdoors} {time:past:short}. | {who}{time}在{place}看见了<goods:animal>。
            2 There is a {thing} {spot}. | {spot}有一{thing.measure}{thing}。
            3 There are {count} {thing.plural} {spot}. | {spot}有{count}{thing.measure}{thing}。
            2 Is there a {thing} {spot}? | {spot}有{thing}吗？
            How many {thing.plural} are there {spot}? | {spot}有几{thing.measure}{thing}？
            There is no {thing} {spot}. | {spot}没有{thing}。
            3 {who.owner} {thing:own} is {spot}. | {who}的{thing}在{spot}。
            Where is {who.owner} {thing:own}? | {who}的{thing}在哪里？
            3 {who.owner} {thing:own} is very {quality}. | {who}的{thing}很{quality}。
            {who.owner} {thing:own} is {color}. | {who}的{thing}是{color}。
            Is {who.owner} {thing:own} {color}? | {who}的{thing}是{color}吗？
            This {thing} is very {quality}. | 这{thing.measure}{thing}很{quality}。
            That {thing} is not very {quality}. | 那{thing.measure}{thing}不太{quality}。
            3 This is {who.owner} {thing:own}. | 这是{who}的{thing}。
            2 Is this {who.owner} {thing:own}? | 这是{who}的{thing}吗？
            2 That is not {who.owner} {thing:own}. | 那不是{who}的{thing}。
            5 This {thing:wear} costs {price} yuan. | 这{thing.measure}{thing}{price}块钱。
            2 How much is this {color} {thing:own}? | 这{thing.measure}{color}{thing}多少钱？
            2 {who} {who?is/are/am} looking for ~ {thing:lose}. | {who}在找{who.self}的{thing}。
            2 {who} cannot find ~ {thing:lose}. | {who}找不到{who.self}的{thing}了。
            2 {who:far} lost ~ {thing:lose} {time:past:short}. | {who}{time}丢了{who.self}的{thing}。

            2 {who} drank {portion:drink} {time:part:past}. | {who}{time}喝了一{portion.measure}{portion}。
            2 {who} drank {count:few} {portion:drink.plural} {time:part:past}. | {who}{time}喝了{count}{portion.measure}{portion}。
            2 {who} ate {count:few} {portion:eat.plural} {time:part:past}. | {who}{time}吃了{count}{portion.measure}{portion}。
            2 {who} {who?wants/want} to drink {portion:drink}. | {who}想喝一{portion.measure}{portion}。
            {who} {who?wants/want} to eat {portion:eat}. | {who}想吃一{portion.measure}{portion}。
            2 {who} {who?drinks/drink} {portion:drink} {time:daily}. | {who}{time}喝一{portion.measure}{portion}。
            2 {who} {who?eats/eat} {portion:eat} {time:daily}. | {who}{time}吃一{portion.measure}{portion}。
            {who} {who?does/do} not drink {portion:drink.one}. | {who}不喝{portion}。
            {who?Does/Do} {who:far} drink {portion:drink.one}? | {who}喝{portion}吗？
            Would you like {portion:drink}? | 你想喝一{portion.measure}{portion}吗？
            Please give {who:other.object} {portion}. | 请给{who}一{portion.measure}{portion}。
            Please give me {count:few} {portion.plural}. | 请给我{count}{portion.measure}{portion}。

            3 {who} {routine@who} {hour} every day. | {who}每天{hour}{routine}。
            2 {who} usually {routine@who} {hour}. | {who}一般{hour}{routine}。
            What time {who?does/do} {who:far} {routine} every day? | {who}每天几点{routine}？
            What time did {who:far} {routine} yesterday? | {who}昨天几点{routine+的}？
            {who?Does/Do} {who:far} {routine} {hour}? | {who}{hour}{routine}吗？
            {who} {who?has/have} to {routine:early} {hour} tomorrow. | {who}明天得{hour}{routine}。
            3 {who} {manner@who} very {manner.how}. | {who}{manner}很{manner.well}。
            {who} {who?does/do} not {manner} {manner.how}. | {who}{manner}不{manner.well}。
            {who?Does/Do} {who:far} {manner} {manner.how}? | {who}{manner}{manner.well}吗？
            2 {who} {who?has/have} already {task.done}. | {who}已经{task}了。
            2 {who} {who?has/have} not {task.done} yet. | {who}还没{task}。
            {who?Has/Have} {who:far} {task.done} yet? | {who}{task}了吗？
            {who} {who?speaks/speak} {tongue}. | {who}会说{tongue}。
            {who} {who?does/do} not speak {tongue}. | {who}不会说{tongue}。
            {who?Does/Do} {who:far} speak {tongue}? | {who}会说{tongue}吗？
            {who} {who?speaks/speak} {tongue} very well. | {who}{tongue}说得很好。
            {who} {who?speaks/speak} {tongue} and {tongue2}. | {who}会说{tongue}和{tongue2}。

            2 {who} {who?lives/live} in {city}. | {who}住在{city}。
            {who} {who?does/do} not live in {city}. | {who}不住在{city}。
            {who?Does/Do} {who:far} live in {city}? | {who}住在{city}吗？
            2 {who} {who?has/have} lived in {city} for {count} years. | {who}在{city}住了{count}年了。
            {who} used to live in {city}. | {who}以前住在{city}。
            {who:person} {who?works/work} {place:job}. | {who}在{place}工作。
            {who?Does/Do} {who:person:far} work {place:job}? | {who}在{place}工作吗？
            {who} went to {city} {way:far} {time:past:trip}. | {who}{time}{way}去了{city}。
            {who} will go to {city} {way:far} {time:future:trip}. | {who}{time}会{way}去{city}。
            {who} {who?is/are/am} going to go to {city} {time:future:trip}. | {who}{time}要去{city}。
            2 {who} {who?wants/want} to go to {city} {time:future:trip}. | {who}{time}想去{city}。
            {who} {who?has/have} been to {city} {count:few} times. | {who}去过{count}次{city}。
            {who} {who?has/have} never been to {city}. | {who}从来没去过{city}。
            {who?Has/Have} {who:far} ever been to {city}? | {who}去过{city}吗？
            When will {who:far} go to {city}? | {who}什么时候会去{city}？
            When did {who:far} go to {city}? | {who}什么时候去的{city}？
            How did {who:far} go to {city}? | {who}怎么去的{city}？
            2 {who} {who?goes/go} {place:go.to} {way:near} {time:every}. | {who}{time}{way}去{place}。
            2 {who} went {place:go.to} {way:near} {time:past:short}. | {who}{time}{way}去了{place}。
            {who} did not go {place:go.to} {time:past}. | {who}{time}没去{place}。
            How {who?does/do} {who:far} go {place:go.to}? | {who}怎么去{place}？
            Where did {who:far} go {time:past}? | {who}{time}去哪里了？
            2 {who} {who?is/are/am} {place} now. | {who}现在在{place}。
            {who} {who?was/were/was} not {place} {time:past:part}. | {who}{time}不在{place}。
            {who?Is/Are} {who:far} {place}? | {who}在{place}吗？
            Do you know where {who:other} {who?is/are}? | 你知道{who}在哪里吗？
            3 It is very {sky} in {city} today. | {city}今天很{sky}。
            2 It was very {sky} in {city} {time:past:day}. | {city}{time}很{sky}。
            2 Is it {sky} in {city} today? | {city}今天{sky}吗？
            4 {city} is {sky.more} than {city2}. | {city}比{city2}{sky}。
            Will it rain in {city} {time:future:day}? | {city}{time}会下雨吗？
            It rained in {city} {time:past:day}. | {city}{time}下雨了。
            It did not rain in {city} {time:past:day}. | {city}{time}没下雨。
            """;

    // ---- English and German ------------------------------------------------------------------------------------

    private static final String GERMAN_WORDS =
            """
            who: en | de | agrees | form | is
            I | ich | first | 1 | own
            you | du | plain | 2 | far
            he | er | third | 3 | far
            she | sie | third | 3 | far
            we | wir | plain | 4 | own
            Tom | Tom | third | 3 | far
            Anna | Anna | third | 3 | far
            my father | mein Vater | third | 3 | far
            my sister | meine Schwester | third | 3 | far
            the children | die Kinder | plain | 4 | far

            act: en | s | ing | verb | infinitive | rest
            play football | plays football | playing football | spiele/spielst/spielt/spielen | spielen | Fußball
            drink tea | drinks tea | drinking tea | trinke/trinkst/trinkt/trinken | trinken | Tee
            read books | reads books | reading books | lese/liest/liest/lesen | lesen | Bücher
            learn German | learns German | learning German | lerne/lernst/lernt/lernen | lernen | Deutsch
            work in the garden | works in the garden | working in the garden | arbeite/arbeitest/arbeitet/arbeiten | arbeiten | im Garten
            swim in the lake | swims in the lake | swimming in the lake | schwimme/schwimmst/schwimmt/schwimmen | schwimmen | im See
            listen to music | listens to music | listening to music | höre/hörst/hört/hören | hören | Musik
            buy bread | buys bread | buying bread | kaufe/kaufst/kauft/kaufen | kaufen | Brot
            write letters | writes letters | writing letters | schreibe/schreibst/schreibt/schreiben | schreiben | Briefe
            ride a bike | rides a bike | riding a bike | fahre/fährst/fährt/fahren | fahren | Fahrrad

            often: en | de
            often | oft
            never | nie
            always | immer
            sometimes | manchmal

            time: en | de | is
            every day | jeden Tag | habit
            every Sunday | jeden Sonntag | habit
            today | heute | once
            tomorrow | morgen | once
            tonight | heute Abend | once
            """;

    private static final String GERMAN_SENTENCES =
            """
            {who} {often} {act@who}. | {who} {who*{act.verb}} {often} {act.rest}.
            {who} {act@who} {time:habit}. | {who} {who*{act.verb}} {time} {act.rest}.
            {who?Does/Do} {who:far} {act} {time:habit}? | {who*{act.verb}} {who} {time} {act.rest}?
            {who} {who?wants/want} to {act} {time:once}. | {who} {who*will/willst/will/wollen} {time} {act.rest} {act.infinitive}.
            {who} {who?has/have} to {act} {time:once}. | {who} {who*muss/musst/muss/müssen} {time} {act.rest} {act.infinitive}.
            {who} {who?likes/like} {act.ing}. | {who} {who*{act.verb}} gern {act.rest}.
            Why {who?does/do} {who:far} never {act}? | Warum {who*{act.verb}} {who:far} nie {act.rest}?
            """;

    // ---- English and French ------------------------------------------------------------------------------------

    private static final String FRENCH_WORDS =
            """
            who: en | fr | agrees | form | is
            I | je | first | 1 | own
            you | tu | plain | 2 | far
            he | il | third | 3 | far
            she | elle | third | 3 | far
            we | nous | plain | 4 | own
            they | ils | plain | 5 | far
            Tom | Tom | third | 3 | far
            Marie | Marie | third | 3 | far
            my mother | ma mère | third | 3 | far
            my brother | mon frère | third | 3 | far
            the children | les enfants | plain | 5 | far

            act: en | s | verb | infinitive | rest | denied
            play football | plays football | joue/joues/joue/jouons/jouent | jouer | au football | au football
            play the piano | plays the piano | joue/joues/joue/jouons/jouent | jouer | du piano | du piano
            drink coffee | drinks coffee | bois/bois/boit/buvons/boivent | boire | du café | de café
            read books | reads books | lis/lis/lit/lisons/lisent | lire | des livres | de livres
            write letters | writes letters | écris/écris/écrit/écrivons/écrivent | écrire | des lettres | de lettres
            sing in the garden | sings in the garden | chante/chantes/chante/chantons/chantent | chanter | dans le jardin | dans le jardin
            swim in the sea | swims in the sea | nage/nages/nage/nageons/nagent | nager | dans la mer | dans la mer
            buy bread | buys bread | achète/achètes/achète/achetons/achètent | acheter | du pain | de pain
            watch TV | watches TV | regarde/regardes/regarde/regardons/regardent | regarder | la télévision | la télévision
            learn French | learns French | apprends/apprends/apprend/apprenons/apprennent | apprendre | le français | le français

            often: en | fr
            often | souvent
            always | toujours
            sometimes | parfois

            time: en | fr | is
            every day | tous les jours | habit
            every morning | tous les matins | habit
            tomorrow | demain | once
            this evening | ce soir | once
            """;

    private static final String FRENCH_SENTENCES =
            """
            {who} {often} {act@who}. | {who} {who*{act.verb}} {often} {act.rest}.
            {who} {act@who} {time:habit}. | {who} {who*{act.verb}} {act.rest} {time}.
            {who?Does/Do} {who:far} {act} {time:habit}? | Est-ce que {who} {who*{act.verb}} {act.rest} {time} ?
            {who} {who?wants/want} to {act} {time:once}. | {who} {who*veux/veux/veut/voulons/veulent} {act.infinitive} {act.rest} {time}.
            {who} {who?is/are/am} going to {act} {time:once}. | {who} {who*vais/vas/va/allons/vont} {act.infinitive} {act.rest} {time}.
            {who} {who?likes/like} to {act}. | {who} {who*aime/aimes/aime/aimons/aiment} {act.infinitive} {act.rest}.
            {who} {who?does/do} not {act}. | {who} ne {who*{act.verb}} pas {act.denied}.
            """;

    // ---- The program -------------------------------------------------------------------------------------------

    private record Pair(String source, String target) {}

    private record Template(String source, String target) {}

    private static final Pattern SLOT = Pattern.compile("\\{([a-z]+)(\\d*)((?::[a-z]+)*)([.?*@+]?)([^{}]*)}");
    private static final Pattern PHRASE = Pattern.compile("<([a-z]+)(:[a-z]+)>");

    public static void main(String[] arguments) throws IOException {
        var folder = Path.of(arguments.length == 0 ? "data-samples" : arguments[0]);
        Files.createDirectories(folder);

        var chinese = new MakeSamples("zh", WORDS, PHRASES, SENTENCES).compose(6_799);
        chinese.add(new Pair("Tom loves playing football.", "汤姆喜欢踢足球。"));
        writeSets(folder, chinese, "Tom loves playing football.", 400);

        var german = new MakeSamples("de", GERMAN_WORDS, "", GERMAN_SENTENCES).compose(200);
        writeTable(folder.resolve("english-german.tsv"), german, false);
        var french = new MakeSamples("fr", FRENCH_WORDS, "", FRENCH_SENTENCES).compose(200);
        writeTable(folder.resolve("numbered-english-french.tsv"), french, true);
    }

    private final String language;
    private final Map<String, List<Map<String, String>>> tables;
    private final List<String> phrases;
    private final List<Template> templates;
    private final Random random = new Random(SEED);

    private MakeSamples(String language, String words, String phrases, String sentences) {
        this.language = language;
        this.tables = readTables(words);
        this.phrases = phrases.lines().toList();
        this.templates = readTemplates(sentences);
    }

    /** So many different pairs, in the order in which they were composed. */
    private Set<Pair> compose(int pairs) {
        var composed = new LinkedHashSet<Pair>();
        var targets = new HashMap<String, String>();
        for (int attempts = 0; composed.size() < pairs; attempts++) {
            if (attempts > 100 * pairs) {
                throw new IllegalStateException("the grammar has only " + composed.size() + " sentences");
            }
            var template = templates.get(random.nextInt(templates.size()));
            var pair = fill(template);
            if (pair == null) {
                continue;
            }
            var other = targets.putIfAbsent(pair.source(), pair.target());
            if (other != null && !other.equals(pair.target())) {
                throw new IllegalStateException(pair + " is also " + other);
            }
            composed.add(pair);
        }
        return composed;
    }

    /** The template with a random choice of rows that go together; null when none was found. */
    private Pair fill(Template template) {
        var source = template.source();
        var target = template.target();
        for (var phrase = PHRASE.matcher(source); phrase.find(); phrase = PHRASE.matcher(source)) {
            var name = phrase.group(1);
            var shapes = phrases.stream().filter(line -> line.startsWith(name + " ")).toList();
            var shape = shapes.get(random.nextInt(shapes.size())).replace("$", phrase.group(2)).split(" *\\| *");
            source = source.replace(phrase.group(), shape[1]);
            target = target.replace(phrase.group(), shape[2]);
        }
        var rows = choose(source + target);
        if (rows == null || (source + rows).contains("~") && !rows.containsKey("who")) {
            return null;
        }
        return new Pair(finish(render(source, "en", rows), rows), finish(render(target, language, rows), rows));
    }

    /** A row for every slot, by slot name. */
    private Map<String, Map<String, String>> choose(String slots) {
        var tags = new LinkedHashMap<String, Set<String>>();
        var tablesOfSlots = new HashMap<String, String>();
        for (var slot = Pattern.compile("\\{([a-z]+)(\\d*)((?::[a-z]+)*)").matcher(slots); slot.find(); ) {
            var name = slot.group(1) + slot.group(2);
            tablesOfSlots.put(name, slot.group(1));
            var asked = tags.computeIfAbsent(name, any -> new LinkedHashSet<>());
            Arrays.stream(slot.group(3).split(":")).filter(tag -> !tag.isEmpty()).forEach(asked::add);
        }
        var chosen = new LinkedHashMap<String, Map<String, String>>();
        for (var slot : tags.entrySet()) {
            var table = tablesOfSlots.get(slot.getKey());
            var fitting = tables.get(table).stream()
                    .filter(row -> words(row, "is").containsAll(slot.getValue()))
                    .filter(row -> !chosen.containsValue(row))
                    .filter(row -> chosen.values().stream().allMatch(other -> goes(row, other) && goes(other, row)))
                    .toList();
            if (fitting.isEmpty()) {
                return null;
            }
            chosen.put(slot.getKey(), fitting.get(random.nextInt(fitting.size())));
        }
        return chosen;
    }

    /** Whether a row that names its companions in the other's table names this one. */
    private static boolean goes(Map<String, String> row, Map<String, String> other) {
        var wanted = words(row, other.get("table"));
        return wanted.isEmpty() || !Collections.disjoint(wanted, words(other, "is"));
    }

    private static Set<String> words(Map<String, String> row, String column) {
        return row.containsKey(column) ? new HashSet<>(List.of(row.get(column).split(" "))) : Set.of();
    }

    private static String render(String side, String language, Map<String, Map<String, String>> rows) {
        var text = side;
        for (var slot = SLOT.matcher(text); slot.find(); slot = SLOT.matcher(text)) {
            var row = rows.get(slot.group(1) + slot.group(2));
            var rest = slot.group(5);
            var value = switch (slot.group(4)) {
                case "." -> row.get(rest);
                case "?" -> agreeing(row, rest.split("/"));
                case "*" -> rest.split("/")[Integer.parseInt(row.get("form")) - 1];
                case "@" -> row.get(rows.get(rest).get("agrees").equals("third") ? "s" : "en");
                case "+" -> row.get(language).replace("+", rest);
                default -> row.get(language).replace("+", "");
            };
            text = text.substring(0, slot.start()) + value + text.substring(slot.end());
        }
        return text;
    }

    private static String agreeing(Map<String, String> who, String[] choices) {
        return switch (who.get("agrees")) {
            case "third" -> choices[0];
            case "first" -> choices[choices.length - 1];
            default -> choices[1];
        };
    }

    /** The possessive, an or a, the French elision of je, ne and que, and a capital at the start. */
    private static String finish(String text, Map<String, Map<String, String>> rows) {
        var finished = text.contains("~") ? text.replace("~", rows.get("who").get("possessive")) : text;
        finished = finished.replaceAll("\\ba (?=[aeio]|umb)", "an ").replaceAll("\\b(j|n|qu)e (?=[aeéèio])", "$1'");
        return finished.substring(0, 1).toUpperCase() + finished.substring(1);
    }

    /** Splits by target sentence, so that two ways to say the same thing fall into one set. */
    private static void writeSets(Path folder, Set<Pair> pairs, String inTest, int heldOut) throws IOException {
        var byTarget = new LinkedHashMap<String, List<Pair>>();
        pairs.forEach(pair -> byTarget.computeIfAbsent(pair.target(), any -> new ArrayList<>()).add(pair));
        var groups = new ArrayList<>(byTarget.values());
        Collections.shuffle(groups, new Random(SEED));
        groups.sort((one, other) -> Boolean.compare(contains(other, inTest), contains(one, inTest)));
        var known = knownWords(pairs);
        var names = List.of("test", "valid", "train");
        var sets = new LinkedHashMap<String, List<Pair>>();
        names.forEach(name -> sets.put(name, new ArrayList<>()));
        for (var group : groups) {
            var set = names.stream()
                    .filter(name -> name.equals("train")
                            || sets.get(name).size() < heldOut
                                    && group.stream().allMatch(pair -> known.containsAll(wordsOf(pair))))
                    .findFirst();
            sets.get(set.orElseThrow()).addAll(group);
        }
        for (var set : sets.entrySet()) {
            var name = set.getKey();
            write(folder.resolve(name + ".en"), set.getValue().stream().map(Pair::source).toList());
            write(folder.resolve(name + ".zh"), set.getValue().stream().map(Pair::target).toList());
        }
    }

    private static Set<String> knownWords(Set<Pair> pairs) {
        var counts = new HashMap<String, Integer>();
        pairs.forEach(pair -> wordsOf(pair).forEach(word -> counts.merge(word, 1, Integer::sum)));
        counts.values().removeIf(count -> count < KNOWN);
        return counts.keySet();
    }

    private static Set<String> wordsOf(Pair pair) {
        return new HashSet<>(List.of(pair.source().toLowerCase().split("[ ,.?]+")));
    }

    private static boolean contains(List<Pair> pairs, String source) {
        return pairs.stream().anyMatch(pair -> pair.source().equals(source));
    }

    private static void writeTable(Path file, Set<Pair> pairs, boolean numbered) throws IOException {
        var lines = new ArrayList<String>();
        for (var pair : pairs) {
            var number = numbered ? (lines.size() + 1) + "\t" : "";
            lines.add(number + pair.source() + "\t" + pair.target());
        }
        write(file, lines);
    }

    private static void write(Path file, List<String> lines) throws IOException {
        Files.write(file, (String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8));
    }

    private static Map<String, List<Map<String, String>>> readTables(String words) {
        var tables = new HashMap<String, List<Map<String, String>>>();
        for (var block : words.split("\n\n")) {
            var lines = block.strip().split("\n");
            var name = lines[0].substring(0, lines[0].indexOf(':'));
            var columns = lines[0].substring(name.length() + 1).strip().split(" *\\| *");
            var rows = new ArrayList<Map<String, String>>();
            for (var line : List.of(lines).subList(1, lines.length)) {
                var cells = line.split(" *\\| *");
                if (cells.length != columns.length) {
                    throw new IllegalStateException(name + " has " + columns.length + " columns: " + line);
                }
                var row = new LinkedHashMap<String, String>();
                row.put("table", name);
                for (int column = 0; column < columns.length; column++) {
                    row.put(columns[column], cells[column]);
                }
                rows.add(row);
            }
            tables.put(name, rows);
        }
        return tables;
    }

    private static List<Template> readTemplates(String sentences) {
        var templates = new ArrayList<Template>();
        var line = Pattern.compile("(?:(\\d+) )?(.*?) *\\| *(.*)");
        sentences.lines().filter(text -> !text.isBlank()).forEach(text -> {
            var parts = line.matcher(text);
            if (!parts.matches()) {
                throw new IllegalStateException("not a template: " + text);
            }
            int times = parts.group(1) == null ? 1 : Integer.parseInt(parts.group(1));
            templates.addAll(Collections.nCopies(times, new Template(parts.group(2), parts.group(3))));
        });
        return templates;
    }
}
